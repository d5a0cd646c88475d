import StrictJSON

/// What `api-spec/` promises, and whether answers and frames keep it.
package struct Contract: Sendable {}
