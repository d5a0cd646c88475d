import Channels
import Testing

@Suite struct MetaSignatureTests {
    private let body = Array(#"{"object":"whatsapp_business_account","t":"caf\u00e9 \ud83d\ude00"}"#.utf8)
    private let header = "sha256=2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1fd9"

    @Test func `the known answer is found, over the bytes as they came`() {
        #expect(MetaSignature.sign(body, secret: "app-secret") == header)
        #expect(MetaSignature.verify(rawBody: body, header: header, candidates: ["app-secret"]) == ["app-secret"])
        let sameJSON = Array(#"{"object":"whatsapp_business_account","t":"café 😀"}"#.utf8)
        #expect(MetaSignature.verify(rawBody: sameJSON, header: header, candidates: ["app-secret"]).isEmpty)
    }

    @Test func `while a secret is replaced either signs`() {
        let old = MetaSignature.sign(body, secret: "old")
        #expect(MetaSignature.verify(rawBody: body, header: old, candidates: ["new", "old"]) == ["old"])
    }

    @Test(
        arguments: [
            nil, "", "sha256=", "sha1=2676bb96", "2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1fd9",
            "sha256=2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1fd", "sha256=zz",
            "sha256=2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1fd900",
            "sha256=2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1fd8",
            "sha256=2676bb969be2e35b93ea21b1ba2b3aeb0bac2693010b27b8d6efbc4a9d5e1f–9",
        ] as [String?]
    )
    func `a header of any other form or value matches nothing`(_ header: String?) {
        #expect(MetaSignature.verify(rawBody: body, header: header, candidates: ["app-secret"]).isEmpty)
    }

    @Test func `an empty secret matches nothing, though anybody can sign with it`() {
        let signed = MetaSignature.sign(body, secret: "")
        #expect(MetaSignature.verify(rawBody: body, header: signed, candidates: [""]).isEmpty)
    }
}
