import Domain
import Testing

/// What a guest is told when a person will answer.
@Suite struct HoldingLineTests {
    @Test(arguments: [("de", "Vielen Dank"), ("de-AT", "Vielen Dank"), ("DE_ch", "Vielen Dank"), ("pt-BR", "Obrigado")])
    func `It speaks the guest's language whatever the region`(language: String, beginning: String) {
        #expect(HoldingLine.text(language: language).hasPrefix(beginning))
    }

    @Test(arguments: [nil, "", "tlh", "e", "-de"])
    func `It is English where we have no better`(language: String?) {
        #expect(HoldingLine.text(language: language).hasPrefix("Thank you"))
    }
}
