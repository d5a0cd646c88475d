/// The nearest of the candidates, when it is near enough to be a slip of the hand.
func nearestSpelling(of text: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(2, text.count / 4)
    let ranked = candidates.map { (word: $0, distance: editDistance(text.lowercased(), $0.lowercased())) }
    guard let best = ranked.min(by: { ($0.distance, $0.word) < ($1.distance, $1.word) }) else { return nil }
    return best.distance <= limit ? best.word : nil
}

/// How many letters must be added, removed or changed to turn one word into the other.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            current.append(
                min(previous[column] + (character == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
            )
        }
        previous = current
    }
    return previous[right.count]
}
