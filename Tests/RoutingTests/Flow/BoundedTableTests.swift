import Testing

@testable import Routing

/// What a node remembers of many.
@Suite struct BoundedTableTests {
    @Test func `However many come, no more than twice the capacity is remembered, and who comes often is`() {
        let table = BoundedTable<Int, Int>(capacity: 100)
        var most = 0
        for number in 0..<100_000 {
            table.update(number, fresh: 0) { $0 += 1 }
            #expect(
                table.update(-1, fresh: 0) { count in
                    count += 1
                    return count
                } == number + 1
            )
            most = max(most, table.count)
        }
        #expect(most <= 200)
    }

    @Test func `Who was not heard of for long is forgotten`() {
        let table = BoundedTable<String, Int>(capacity: 2)
        for name in ["a", "b", "c", "d", "e"] { table.update(name, fresh: 0) { $0 += 1 } }
        #expect(table.update("a", fresh: 0) { $0 } == 0)
        #expect(table.update("e", fresh: 0) { $0 } == 1)
    }
}
