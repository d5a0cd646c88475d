import Hummingbird

/// The contract itself, as it is written in `api-spec/`: what this very program keeps.
struct SpecificationFiles {
    func add(to router: Router<EdgeContext>) {
        StaticFile(PackageResources.openapi_yaml, type: "application/yaml")
            .add(at: "/api/v1/openapi.yaml", to: router)
        StaticFile(PackageResources.asyncapi_yaml, type: "application/yaml")
            .add(at: "/api/v1/asyncapi.yaml", to: router)
    }
}
