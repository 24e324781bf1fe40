/// The labels of an Einstein summation such as `bij,bjk->bik`.
struct EinsumEquation {
  /// The labels of each input's axes.
  let inputs: [[Character]]
  /// The labels of the output's axes.
  let output: [Character]

  /// Parses an equation; ellipses and repeated labels within one input are not understood.
  init?(_ text: String) {
    let compact = text.filter { $0 != " " }
    guard !compact.contains(".") else { return nil }
    var sides: [Substring] = []
    if let arrow = compact.firstIndex(of: "-") {
      let after = compact.index(after: arrow)
      guard after < compact.endIndex, compact[after] == ">" else { return nil }
      sides = [compact[..<arrow], compact[compact.index(after: after)...]]
    } else {
      sides = [compact[...]]
    }
    inputs = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    guard inputs.allSatisfy({ Set($0).count == $0.count && $0.allSatisfy(\.isLetter) }) else {
      return nil
    }
    if sides.count == 2 {
      output = Array(sides[1])
      guard output.allSatisfy({ label in inputs.contains { $0.contains(label) } }) else {
        return nil
      }
    } else {
      // Without an arrow the output has every label that occurs once, in alphabetical order.
      var counts: [Character: Int] = [:]
      for label in inputs.joined() { counts[label, default: 0] += 1 }
      output = counts.filter { $0.value == 1 }.keys.sorted()
    }
  }
}
