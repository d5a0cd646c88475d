extension Duration {
    /// The same span as seconds, as `Date` and PostgreSQL's double precision count them.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
