import Hummingbird

/// `/tour`: a guest's chat beside what staff see of it, so that the whole idea is understood in a minute.
///
/// It uses nothing but the public interface, signed in like anybody.
struct TourPage {
    private static let policy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; \
        base-uri 'none'; form-action 'none'; frame-ancestors 'none'
        """

    func add(to router: Router<EdgeContext>) {
        StaticFile(PackageResources.tour_html, type: "text/html; charset=utf-8", policy: Self.policy)
            .add(at: "/tour", to: router)
        StaticFile(PackageResources.tour_css, type: "text/css; charset=utf-8").add(at: "/tour/tour.css", to: router)
        StaticFile(PackageResources.tour_js, type: "text/javascript; charset=utf-8")
            .add(at: "/tour/tour.js", to: router)
    }
}
