import Foundation
import Postgres
import Store
import TestSupport
import Testing

/// What nodes compare to learn of new policies misses none.
@Suite struct PolicyMarkTests {
    private static func put(_ hotel: Hotel, _ version: Int32) -> SQL {
        """
        INSERT INTO policies (property_id, kind, version, document) VALUES (\(hotel.property), 'turns', \(version), '{}')
        """
    }

    @Test func `A version that is committed after a later one is seen`() async throws {
        try await Hotel.withOne { hotel in
            let other = try await hotel.neighbour("borealis")
            try await hotel.withConnections(1) { connections in
                let reader = PolicyReader(hotel.pool)
                for version in 1...200 as ClosedRange<Int32> {
                    // Its number is taken, and its commit is still to come.
                    try await connections[0].script("BEGIN")
                    _ = try await connections[0].query(Self.put(hotel, version))
                    let before = try await reader.mark().text
                    try await hotel.run(Self.put(other, version))
                    let between = try await reader.mark().text
                    try await connections[0].script("COMMIT")
                    let after = try await reader.mark().text
                    #expect(Set([before, between, after]).count == 3)
                }
            }
        }
    }

    @Test func `One hotel in another's place is seen`() async throws {
        try await Hotel.withOne { hotel in
            let reader = PolicyReader(hotel.pool)
            let other = try await hotel.neighbour("borealis")
            try await hotel.run(Self.put(other, 1))
            let before = try await reader.mark().text
            try await hotel.run("DELETE FROM properties WHERE id = \(other.property)")
            _ = try await hotel.neighbour("corona")
            #expect(try await reader.mark().text != before)
        }
    }

    @Test func `Nothing changed is the same, whoever looks; time is the database's`() async throws {
        try await Hotel.withOne { hotel in
            let reader = PolicyReader(hotel.pool)
            let first = try await reader.mark()
            let second = try await reader.mark()
            #expect(first.text == second.text)
            #expect(first.date <= second.date)
            let now: Date = try await hotel.value("SELECT clock_timestamp()")
            #expect(second.date <= now)
        }
    }
}
