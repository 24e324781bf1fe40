/// Finds the known name that a misspelt one most likely meant.
public enum NearestName {
  /// The candidate with the smallest edit distance, or `nil` where there is none.
  ///
  /// - Complexity: O(candidates × length²).
  public static func of(_ name: String, among candidates: [String]) -> String? {
    candidates.min { distance($0, name) < distance($1, name) }
  }

  /// The least number of insertions, deletions and replacements that turn one text into the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
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
