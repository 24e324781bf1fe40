/// Finds the known name that a misspelt one most likely meant.
public enum NearestName {
  /// The candidate with the smallest edit distance, capitals aside, or `nil` where there is none.
  ///
  /// - Complexity: O(candidates × length²).
  public static func of(_ name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased())
    return candidates.map { (name: $0, distance: distance(Array($0.lowercased()), wanted)) }
      .min { $0.distance < $1.distance }?.name
  }

  /// The same, or `nil` when none is close: when more than a third of the letters would have to change.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased())
    return of(name, among: candidates).flatMap { nearest in
      distance(Array(nearest.lowercased()), wanted) <= (wanted.count + 2) / 3 ? nearest : nil
    }
  }

  /// How many letters have to be inserted, removed or replaced to turn one word into the other
  /// (Levenshtein 1966, "Binary codes capable of correcting deletions, insertions, and reversals").
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (line, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in right.indices {
        let replaced = diagonal + (right[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
