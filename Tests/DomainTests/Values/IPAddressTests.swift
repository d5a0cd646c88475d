import Domain
import Testing

/// Addresses and networks as people and systems write them.
@Suite struct IPAddressTests {
    @Test func `One address has one value, however it is written`() {
        #expect(IPAddress("2001:db8::1") == IPAddress("2001:0DB8:0:0:0:0:0:1"))
        #expect(IPAddress("::ffff:192.0.2.1") == IPAddress("::ffff:c000:201"))
        #expect(IPAddress("fe80::1%eth0") == IPAddress("fe80::1"))
        #expect(IPAddress("192.0.2.1")?.bytes == [192, 0, 2, 1])
        #expect(IPAddress("::ffff:192.0.2.1") == IPAddress("192.0.2.1"))
        #expect(IPAddress("::fffe:192.0.2.1")?.bytes.count == 16)
    }

    @Test(arguments: ["10.0.0.0/8", "::ffff:10.0.0.0/104", "::ffff:a00:0/104"])
    func `A network of the old kind holds its addresses however either is written`(_ text: String) throws {
        let network = try #require(IPNetwork(text))
        #expect(try network.contains(#require(IPAddress("::ffff:10.1.2.3"))))
        #expect(try network.contains(#require(IPAddress("10.1.2.3"))))
        #expect(try !network.contains(#require(IPAddress("::ffff:11.1.2.3"))))
        #expect(IPNetwork("::ffff:10.0.0.0/95") == nil)
    }

    @Test func `A network holds its own addresses to the bit`() throws {
        let network = try #require(IPNetwork("10.128.0.0/9"))
        #expect(try network.contains(#require(IPAddress("10.128.0.0"))))
        #expect(try network.contains(#require(IPAddress("10.255.255.255"))))
        #expect(try !network.contains(#require(IPAddress("10.127.255.255"))))
        #expect(try !network.contains(#require(IPAddress("::1"))))
        #expect(try #require(IPNetwork("::/0")).contains(#require(IPAddress("2001:db8::1"))))
        #expect(try #require(IPNetwork("192.0.2.7")).contains(#require(IPAddress("192.0.2.7"))))
        #expect(try !#require(IPNetwork("192.0.2.7")).contains(#require(IPAddress("192.0.2.6"))))
    }

    @Test(arguments: ["", "x", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "::/129"])
    func `What is no network is none`(_ text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
