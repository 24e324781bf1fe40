import OnsetCore
import OnsetTensor

/// An Einstein summation in which every axis has a letter of its own.
///
/// ONNX also allows an ellipsis, which stands for axes that broadcast, and a letter twice in one operand,
/// which takes its diagonal; both are spelled out here.
struct EinsumOperands {
  private(set) var equation: String
  private(set) var operands: [Tensor]

  init(_ equation: String, _ operands: [Tensor]) throws {
    self.operands = operands
    self.equation = equation.filter { $0 != " " }
    try spellOutEllipsis()
    try takeDiagonals()
  }

  private var sides: (terms: [String], output: String?) {
    guard let arrow = equation.firstRange(of: "->") else {
      return (
        equation.split(separator: ",", omittingEmptySubsequences: false).map(String.init), nil
      )
    }
    return (
      equation[..<arrow.lowerBound].split(separator: ",", omittingEmptySubsequences: false)
        .map(String.init), String(equation[arrow.upperBound...])
    )
  }

  private mutating func spellOutEllipsis() throws {
    var (terms, output) = sides
    guard equation.contains("."), terms.count == operands.count else { return }
    let ranks = zip(terms, operands).map { term, operand in
      term.contains("...") ? operand.rank - (term.count - 3) : 0
    }
    let free = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".filter { !equation.contains($0) }
    let rank = ranks.max() ?? 0
    guard ranks.allSatisfy({ $0 >= 0 }), rank <= free.count else {
      throw OnsetError(.shapeMismatch, "the equation \(equation) does not fit its operands")
    }
    let letters = String(free.prefix(rank))
    var extents = [Int](repeating: 1, count: rank)
    for index in terms.indices where terms[index].contains("...") {
      let start = Self.prefixLength(of: terms[index])
      for axis in 0..<ranks[index] {
        let place = rank - ranks[index] + axis
        extents[place] = max(extents[place], operands[index].shape[start + axis])
      }
    }
    for index in terms.indices where terms[index].contains("...") {
      let start = Self.prefixLength(of: terms[index])
      var shape = operands[index].shape.dimensions
      for axis in 0..<ranks[index] { shape[start + axis] = extents[rank - ranks[index] + axis] }
      operands[index] = try operands[index].expanded(to: Shape(checking: shape))
      terms[index] = Self.replacing(terms[index], by: String(letters.suffix(ranks[index])))
    }
    let implicit = terms.joined().filter { letter in
      !letters.contains(letter) && terms.joined().filter { $0 == letter }.count == 1
    }
    let result =
      output.map { Self.replacing($0, by: letters) } ?? letters + String(implicit.sorted())
    equation = terms.joined(separator: ",") + "->" + result
  }

  private mutating func takeDiagonals() throws {
    var (terms, output) = sides
    guard terms.count == operands.count else { return }
    var isChanged = false
    for index in terms.indices {
      while let (first, second) = Self.repetition(in: terms[index]) {
        operands[index] = try operands[index].diagonal(first, second)
        var letters = Array(terms[index])
        letters.append(letters[first])
        letters.remove(at: second)
        letters.remove(at: first)
        terms[index] = String(letters)
        isChanged = true
      }
    }
    guard isChanged else { return }
    if output == nil {
      let all = sides.terms.joined()
      output = String(Set(all).filter { letter in all.filter { $0 == letter }.count == 1 }.sorted())
    }
    equation = terms.joined(separator: ",") + "->" + (output ?? "")
  }

  private static func prefixLength(of term: String) -> Int {
    term.prefix { $0 != "." }.count
  }

  private static func replacing(_ term: String, by letters: String) -> String {
    guard let dots = term.firstRange(of: "...") else { return term }
    return term[..<dots.lowerBound] + letters + term[dots.upperBound...]
  }

  private static func repetition(in term: String) -> (Int, Int)? {
    let letters = Array(term)
    for (second, letter) in letters.enumerated() {
      if let first = letters[..<second].firstIndex(of: letter) { return (first, second) }
    }
    return nil
  }
}

extension Tensor {
  /// The elements with equal places along two axes, as one axis behind the others.
  fileprivate func diagonal(_ first: Int, _ second: Int) throws -> Tensor {
    guard first < rank, second < rank, shape[first] == shape[second] else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(shape) has no such diagonal")
    }
    let extent = shape[first]
    let others = (0..<rank).filter { $0 != first && $0 != second }
    let outer = others.map { shape[$0] }
    return try transposed(others + [first, second]).reshaped(to: Shape(outer + [extent * extent]))
      .sliced(axis: others.count, start: 0, count: extent, step: extent + 1)
  }
}
