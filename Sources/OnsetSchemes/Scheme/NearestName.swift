/// The name that a user probably meant.
enum NearestName {
  /// The closest of some names, or `nil` when none is close.
  ///
  /// Close means that a third of the letters, rounded up, have to be changed at most.
  static func suggestion(for name: String, among names: [String]) -> String? {
    let wanted = Array(name.lowercased())
    let ranked = names.map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
    guard let best = ranked.min(by: { $0.distance < $1.distance }),
      best.distance <= (wanted.count + 2) / 3
    else { return nil }
    return best.name
  }

  /// How many letters have to be inserted, removed or replaced to turn one word into the other
  /// (V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966).
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (letter == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
