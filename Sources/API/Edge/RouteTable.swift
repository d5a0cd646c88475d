import Hummingbird

/// Every address with its methods, to tell "not so" from "not here" and to name routes in metrics.
struct RouteTable: Sendable {
    /// An address, with parameters in braces, and its methods.
    struct Route: Sendable {
        var template: String
        var methods: [String]
        fileprivate var segments: [Substring]
    }

    private var literal: [String: Route] = [:]
    private var patterns: [Route] = []

    /// Lists what a router serves.
    init<Context: RequestContext>(_ router: Router<Context>) {
        for route in router.routes { add(route.method.rawValue, route.path.description) }
    }

    /// Adds a method to an address.
    private mutating func add(_ method: String, _ template: String) {
        let methods = method == "GET" ? ["GET", "HEAD"] : [method]
        if !template.contains("{") {
            literal[template, default: Route(template: template, methods: [], segments: [])].methods += methods
        } else if let index = patterns.firstIndex(where: { $0.template == template }) {
            patterns[index].methods += methods
        } else {
            let segments = template.split(separator: "/")
            patterns.append(Route(template: template, methods: methods, segments: segments))
        }
    }

    /// The route at a path, whatever the method.
    func route(at path: String) -> Route? {
        if let route = literal[path] { return route }
        let segments = path.split(separator: "/")
        return patterns.first { route in
            route.segments.count == segments.count
                && zip(route.segments, segments).allSatisfy { $0.first == "{" || $0 == $1 }
        }
    }

    /// Every address with its methods.
    var all: [Route] { literal.values.sorted { $0.template < $1.template } + patterns }
}
