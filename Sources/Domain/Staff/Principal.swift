/// Who asks: somebody of the staff in a session, or a service with a key; always at one hotel.
package struct Principal: Sendable, Hashable {
    /// What sort of asker it is.
    package enum Identity: Sendable, Hashable {
        /// Somebody signed in. A token of an older generation than the session's is refused.
        case staff(StaffID, session: SessionID, generation: Int)
        /// A service with a key of its own.
        case service(APIKeyID)
    }

    /// Who it is.
    package var identity: Identity
    /// The only hotel this asker sees now.
    package var property: PropertyID
    /// What the asker may do there.
    package var permissions: Set<Permission>
    /// The role, for people; services have none.
    package var role: StaffRole?
    /// What to call the asker, in the audit and to colleagues.
    package var name: String

    /// Names every part.
    package init(
        identity: Identity,
        property: PropertyID,
        permissions: Set<Permission>,
        role: StaffRole?,
        name: String
    ) {
        self.identity = identity
        self.property = property
        self.permissions = permissions
        self.role = role
        self.name = name
    }

    /// Whether it may be done.
    package func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

    /// The member of staff, if it is one.
    package var staff: StaffID? {
        if case .staff(let id, _, _) = identity { id } else { nil }
    }

    /// A stable name for limits, idempotency keys and the audit: `staff:` or `key:` and the id.
    package var key: String {
        switch identity {
        case .staff(let id, _, _): "staff:\(id)"
        case .service(let id): "key:\(id)"
        }
    }
}
