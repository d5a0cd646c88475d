import Foundation
package import Postgres

/// The tables in which a text is found in any column of any row, as it is or among the bytes of a `bytea`.
package func tables(holding text: String, in executor: any PostgresExecutor) async throws -> [String] {
    let plain = "%\(text)%"
    let hex = "%\(text.utf8.map { String(format: "%02x", $0) }.joined())%"
    return try await executor.query(
        """
        SELECT c.relname::text FROM pg_class c
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
          AND has_table_privilege(c.oid, 'SELECT')
          AND (xpath('//n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I AS t WHERE t::text LIKE %L OR t::text LIKE %L',
              c.relname, \(plain)::text, \(hex)::text), false, true, '')))[1]::text <> '0'
        ORDER BY 1
        """
    ).map { try $0.get(0) }
}
