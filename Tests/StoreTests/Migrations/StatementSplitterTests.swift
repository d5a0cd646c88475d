import Testing

@testable import Store

/// A script is cut where statements end, and nowhere else.
@Suite struct StatementSplitterTests {
    @Test(arguments: [
        ("SELECT 1", ["SELECT 1"]),
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT 'a;b'; SELECT 2", ["SELECT 'a;b'", "SELECT 2"]),
        ("SELECT 'it''s; so'; SELECT 2", ["SELECT 'it''s; so'", "SELECT 2"]),
        (#"SELECT E'it\'s; so'; SELECT 2"#, [#"SELECT E'it\'s; so'"#, "SELECT 2"]),
        (#"SELECT 1 AS "a;b"; SELECT 2"#, [#"SELECT 1 AS "a;b""#, "SELECT 2"]),
        ("DO $$ BEGIN; END $$; SELECT 2", ["DO $$ BEGIN; END $$", "SELECT 2"]),
        ("DO $a$ x; $$ y; $a$; SELECT 2", ["DO $a$ x; $$ y; $a$", "SELECT 2"]),
        ("SELECT 1 -- not; here\n; SELECT 2", ["SELECT 1 -- not; here", "SELECT 2"]),
        ("SELECT 1 /* nor; here */; SELECT 2", ["SELECT 1 /* nor; here */", "SELECT 2"]),
        ("SELECT 1 /* a /* b; */ c; */; SELECT 2", ["SELECT 1 /* a /* b; */ c; */", "SELECT 2"]),
        ("SELECT $1; SELECT $2", ["SELECT $1", "SELECT $2"]),
        ("-- only words\n\n;;  ;", []),
        ("/* only; words */ ;", []),
        ("", []),
    ])
    func `Statements end at semicolons that stand for themselves`(_ script: String, _ statements: [String]) {
        let cut = StatementSplitter.split(script).map { $0.trimming() }
        #expect(cut == statements)
    }
}

extension String {
    fileprivate func trimming() -> String {
        let head = drop(while: \.isWhitespace)
        return String(head.reversed().drop(while: \.isWhitespace).reversed())
    }
}
