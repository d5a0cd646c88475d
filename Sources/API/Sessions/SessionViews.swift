import Domain
import Foundation
import Sessions
import Store

/// What whoever signed in or renewed is answered.
struct SignedInView: Encodable, Sendable {
    var accessToken: String
    var tokenType = "Bearer"
    /// Seconds.
    var expiresIn: Int
    /// Seconds after which to renew.
    var renewAfter: Int
    var refreshToken: String
    var staff: SignedInStaffView
    var property: PropertySummaryView
    var properties: [PropertySummaryView]

    init(_ signedIn: SignedIn) {
        accessToken = signedIn.accessToken
        expiresIn = Int(signedIn.expiresIn.components.seconds)
        renewAfter = Int(signedIn.renewAfter.components.seconds)
        refreshToken = signedIn.refreshToken
        staff = SignedInStaffView(signedIn.session)
        property = PropertySummaryView(signedIn.session.property)
        properties = signedIn.properties.map(PropertySummaryView.init)
    }
}

/// Somebody who is signed in.
struct SignedInStaffView: Encodable, Sendable {
    var id: StaffID
    var name: String
    var email: String
    var role: StaffRole
    var permissions: [String]

    init(_ session: SessionRecord) {
        id = session.staff
        name = session.name
        email = session.email
        role = session.role
        permissions = session.role.permissions.map(\.rawValue).sorted()
    }
}

/// A hotel by its names.
struct PropertySummaryView: Encodable, Sendable {
    var id: PropertyID
    var slug: String
    var name: String

    init(_ property: PropertySummary) {
        id = property.id
        slug = property.slug
        name = property.name
    }

    init(_ property: Property) {
        id = property.id
        slug = property.slug
        name = property.name
    }
}

/// Who asks, told back.
struct CallerView: Encodable, Sendable {
    /// `staff` or `service`.
    var kind: String
    var id: String
    var name: String
    var role: StaffRole?
    var permissions: [String]
    var property: PropertySummaryView

    init(_ principal: Principal, at property: Property) {
        switch principal.identity {
        case .staff(let id, _, _):
            kind = "staff"
            self.id = id.description
        case .service(let id):
            kind = "service"
            self.id = id.description
        }
        name = principal.name
        role = principal.role
        permissions = principal.permissions.map(\.rawValue).sorted()
        self.property = PropertySummaryView(property)
    }
}

/// One of the staff, as their hotel sees them.
struct StaffView: Encodable, Sendable {
    var id: StaffID
    var email: String
    var name: String
    var role: StaffRole
    var departmentId: DepartmentID?
    var disabled: Bool
    var version: Int
    var createdAt: Date

    init(_ member: StaffMember) {
        id = member.id
        email = member.email
        name = member.name
        role = member.role
        departmentId = member.department
        disabled = member.isDisabled
        version = member.version
        createdAt = member.createdAt
    }
}
