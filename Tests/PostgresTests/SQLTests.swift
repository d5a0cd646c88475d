import Postgres
import Testing

@Suite
struct SQLTests {
    @Test func `an interpolated value becomes a numbered parameter`() {
        let room = 402
        let sql: SQL = "SELECT * FROM rooms WHERE number = \(room) AND floor = \(4)"
        #expect(sql.text == "SELECT * FROM rooms WHERE number = $1 AND floor = $2")
        #expect(sql.binds == [Bind(402), Bind(4)])
    }

    @Test func `a spliced fragment is renumbered, and its text is not searched for dollars`() {
        let first: SQL = "a = \(1) AND note <> '$1' AND b = \(2)"
        let sql: SQL = "SELECT \(0) WHERE \(fragment: first) AND c = \(3)"
        #expect(sql.text == "SELECT $1 WHERE a = $2 AND note <> '$1' AND b = $3 AND c = $4")
        #expect(sql.binds == [Bind(0), Bind(1), Bind(2), Bind(3)])
    }

    @Test func `more than nine parameters renumber by whole numbers`() {
        let values = (0..<12).map { "\($0)" as SQL }.joined(separator: ", ")
        #expect(values.text == (1...12).map { "$\($0)" }.joined(separator: ", "))
        let sql = "SELECT \(100), " + values
        #expect(sql.text == "SELECT $1, " + (2...13).map { "$\($0)" }.joined(separator: ", "))
        #expect(sql.binds == [Bind(100)] + (0..<12).map { Bind($0) })
        #expect(([] as [SQL]).joined(separator: ",").text.isEmpty)
    }

    @Test func `names and literals are quoted`() {
        #expect(("LISTEN \(identifier: "we\"ird")" as SQL).text == "LISTEN \"we\"\"ird\"")
        #expect(("SELECT \(literal: "O'Hara \\ 1")" as SQL).text == "SELECT  E'O''Hara \\\\ 1'")
        #expect(("ORDER BY \(unescaped: "created_at DESC")" as SQL).text == "ORDER BY created_at DESC")
    }

    @Test func `a label is the name, or the first words before any literal`() {
        #expect(("SELECT 1" as SQL).named("ingest").label == "ingest")
        #expect(("ALTER ROLE x\n   PASSWORD 'secret'" as SQL).label == "ALTER ROLE x PASSWORD")
        #expect((("SELECT 1" as SQL).named("first") + " FROM x").name == "first")
    }
}
