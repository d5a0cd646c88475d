import AsyncHTTPClient
import Channels
import NIOCore
import Postgres
import Store

/// Examines an installation without changing it.
struct Doctor {
    let settings: Settings
    let migrations: String
    /// How many nodes share the database.
    let nodes: Int

    /// Looks at everything that can be looked at; what depends on something broken is left out.
    func examine() async -> [Finding] {
        var findings: [Finding] = [.well("the configuration is sound")]
        findings.append(secretsKey())
        findings += await databaseFindings()
        if let finding = await engine() { findings.append(finding) }
        return findings
    }

    private func secretsKey() -> Finding {
        settings.secrets.key == nil
            ? .wrong("secrets.key is not set; `openssl rand -base64 32` makes one")
            : .well("secrets.key is set")
    }

    private func databaseFindings() async -> [Finding] {
        let configuration: PostgresConfiguration
        do {
            configuration = try settings.postgresConfiguration()
        } catch {
            return [.wrong(error.description)]
        }
        let pool = PostgresPool(configuration, pool: PoolConfiguration(size: 1, waitDeadline: .seconds(3)))
        let findings = await findings(through: pool)
        await pool.shutdown()
        return findings
    }

    private func findings(through pool: PostgresPool) async -> [Finding] {
        var findings: [Finding] = []
        do {
            let facts = try await ServerInspector(pool).facts()
            findings.append(.well("the database answers \(facts.user)"))
            findings += Self.judge(facts, connectionsPerNode: connectionsPerNode, nodes: nodes)
            guard let pending = await pending(pool, &findings), pending == 0 else { return findings }
            findings.append(try await partitions(pool))
            if facts.unusableRoles.isEmpty { findings += try await endpoints(pool) }
        } catch {
            findings.append(.wrong("the database could not be examined: \(error)"))
        }
        return findings
    }

    private var connectionsPerNode: Int {
        settings.database.poolSize + settings.database.apiPoolSize + Database.otherConnections
    }

    /// What the server's own facts mean for us.
    static func judge(_ facts: ServerInspector.Facts, connectionsPerNode: Int, nodes: Int) -> [Finding] {
        var findings: [Finding] = []
        findings.append(
            facts.versionNumber >= 150_000
                ? .well("PostgreSQL is \(facts.version)")
                : .wrong("PostgreSQL is \(facts.version); 15 or newer is needed")
        )
        let wanted = connectionsPerNode * nodes
        let available = facts.maxConnections - facts.reservedConnections
        findings.append(
            wanted < available
                ? .well("\(nodes) node(s) of \(connectionsPerNode) connections fit into the server's \(available)")
                : .doubtful(
                    "\(nodes) node(s) want \(wanted) connections, the server has \(available); raise max_connections"
                )
        )
        if facts.unusableRoles.isEmpty {
            findings.append(.well("\(facts.user) may act as both roles"))
        } else {
            let roles = facts.unusableRoles.joined(separator: " and ")
            findings.append(
                .wrong("\(facts.user) may not act as \(roles); run `concierge migrate` or grant membership")
            )
        }
        return findings
    }

    private func pending(_ pool: PostgresPool, _ findings: inout [Finding]) async -> Int? {
        do {
            let pending = try await Migrator(folder: migrations).pending(on: pool)
            findings.append(
                pending.isEmpty
                    ? .well("the schema is up to date")
                    : .wrong("\(pending.count) migration(s) have not run; run `concierge migrate`")
            )
            return pending.count
        } catch {
            findings.append(.wrong("the migrations cannot be checked: \(error)"))
            return nil
        }
    }

    private func partitions(_ pool: PostgresPool) async throws -> Finding {
        let months = try await ServerInspector(pool).monthsOfLogPartitions()
        return switch months {
        case 0:
            .wrong(
                "the logs have no partition for this month: nothing can be stored; run `concierge serve` or ensure_log_partitions()"
            )
        case 1: .doubtful("the logs have partitions for this month only; a running node makes more")
        default: .well("the logs have partitions for \(months) months")
        }
    }

    private func endpoints(_ pool: PostgresPool) async throws -> [Finding] {
        let opener = try settings.secretBox().map(EndpointOpener.init)
        let records = try await EndpointReader(pool).all()
        guard !records.isEmpty else {
            return [.doubtful("there is no endpoint yet; `concierge endpoint add` makes one")]
        }
        var findings: [Finding] = []
        for record in records {
            let name = "endpoint \(record.provider) \(record.address)"
            guard record.sealedCredentials != nil || record.provider == WebChatChannel.providerName else {
                findings.append(.wrong("\(name) has no credentials: nothing can be received or sent there"))
                continue
            }
            guard let opener else { continue }
            do {
                let credentials = try opener.open(record)
                findings.append(Self.judge(credentials, name: name, provider: record.provider))
            } catch {
                findings.append(.wrong("\(name): its credentials do not open: \(error)"))
            }
        }
        return findings
    }

    /// Whether nothing is missing among an endpoint's credentials.
    static func judge(_ credentials: EndpointCredentials?, name: String, provider: String = "whatsapp") -> Finding {
        let missing = missing(in: credentials, provider: provider)
        return missing.isEmpty
            ? .well("\(name): its credentials open")
            : .wrong("\(name) lacks its \(missing.joined(separator: ", "))")
    }

    /// What an endpoint cannot work without and does not have.
    static func missing(in credentials: EndpointCredentials?, provider: String = "whatsapp") -> [String] {
        var missing: [String] = []
        if provider == WebChatChannel.providerName { return missing }
        if provider == RelayChannel.providerName {
            if credentials?.url?.isEmpty ?? true { missing.append("url") }
            if credentials?.appSecrets.contains(where: { StandardWebhooks.Secret($0) != nil }) != true {
                missing.append("app secret (whsec_ and 24 to 64 bytes in base64)")
            }
            return missing
        }
        if credentials?.accessToken.isEmpty ?? true { missing.append("access token") }
        if credentials?.appSecrets.allSatisfy(\.isEmpty) ?? true { missing.append("app secret") }
        if credentials?.verifyToken.isEmpty ?? true { missing.append("verify token") }
        return missing
    }

    /// Any answer will do: engines need not answer GET, but they must be there.
    private func engine() async -> Finding? {
        guard settings.engine.kind == .http, let url = settings.engine.url else {
            return .well("the built-in engine is used")
        }
        do {
            _ = try await HTTPClient.shared.execute(HTTPClientRequest(url: url), timeout: .seconds(3))
            return .well("the engine at \(url) can be reached")
        } catch {
            return .wrong("the engine at \(url) cannot be reached: \(error)")
        }
    }
}
