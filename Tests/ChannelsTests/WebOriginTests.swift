import Channels
import Testing

/// Pages that may hold a web chat.
@Suite struct WebOriginTests {
    @Test(arguments: [
        ("https://www.hotel.example", "https://www.hotel.example"),
        ("HTTPS://WWW.Hotel.Example/", "https://www.hotel.example"),
        ("https://hotel.example:443", "https://hotel.example"),
        ("http://hotel.example:80/", "http://hotel.example"),
        ("https://hotel.example:80", "https://hotel.example:80"),
        ("http://hotel.example:8080", "http://hotel.example:8080"),
        ("http://192.0.2.1:443", "http://192.0.2.1:443"),
        ("https://[2001:DB8::1]:443", "https://[2001:db8::1]"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://[2001:db8:0:0:0:0:0:1]", "https://[2001:db8::1]"),
        ("https://[2001:0db8:0000:1:0:0:0:0a]", "https://[2001:db8:0:1::a]"),
        ("https://[2001:db8:0:0:1:0:0:1]", "https://[2001:db8::1:0:0:1]"),
        ("https://[2001:db8:0:1:1:1:1:1]", "https://[2001:db8:0:1:1:1:1:1]"),
        ("https://[0:0:0:0:0:0:0:0]", "https://[::]"),
        ("https://[fe80:0:0:0:0:0:0:0]", "https://[fe80::]"),
        ("https://[::ffff:192.0.2.1]", "https://[::ffff:c000:201]"),
        ("https://3.hotel.example", "https://3.hotel.example"),
        ("https://hotel.0xcafe-bar", "https://hotel.0xcafe-bar"),
    ])
    func `An origin is kept as browsers write it`(_ text: String, _ origin: String) {
        #expect(WebOrigin.canonical(text) == origin)
    }

    @Test(arguments: [
        "https://x;sandbox", "https://*", "https://*.hotel.example", "https://'self'", "https://a,b", "https://a%20b",
        "https://a!b", "https://a$b", "https://a_b", "https://[v1.x]", "https://[fe80::1%25eth0]", "https://",
        "https://hotel.example/page", "https://hotel.example?x", "https://hotel.example#x",
        "https://ada@hotel.example", "ftp://hotel.example", "hotel.example", "*", "",
        "http://192.0.2.01", "http://3221225985", "http://192.0.2", "http://192.0.2.1.", "http://192.0.2.0x1",
        "http://0x7f000001", "http://192.0.2.256", "http://hotel.example.3", "https://hotel.example:65536",
    ])
    func `What is no origin, or would say more in a policy than one, is refused`(_ text: String) {
        #expect(WebOrigin.canonical(text) == nil)
    }
}
