import Domain
import Testing

@Suite struct IdentityFuzzTests {
    @Test func `no text whatever makes any of them crash, and what they accept they accept again`() {
        let normalisers: [(String) throws -> GuestIdentity] = [
            { try IdentityNormaliser.phone($0) }, IdentityNormaliser.email, IdentityNormaliser.whatsappUser,
        ]
        let names = ["+44 (0)20 7946-0000", "15005550006", "José+spa@Example.co.uk", "DE.ENT.11815799212886844830"]
        var accepted = 0
        var generator = SplitMix(state: 42)
        for round in 0..<20_000 {
            var text = names[round % names.count]
            if round.isMultiple(of: 2) {
                text = randomText(using: &generator)
            } else if let place = text.indices.randomElement(using: &generator) {
                text.replaceSubrange(place...place, with: randomText(using: &generator).prefix(2))
            }
            for normalise in normalisers {
                guard let identity = try? normalise(text) else { continue }
                accepted += 1
                let again = try? normalise(identity.value)
                #expect(again.map { Array($0.value.utf8) } == Array(identity.value.utf8), "\(text.debugDescription)")
            }
        }
        #expect(accepted > 1000, "texts this strange are accepted too seldom to prove anything")
    }
}
