import OnsetCore

/// The indices of a sum of products: one name per axis, those of an ellipsis made up.
struct EinsumEquation {
  /// The names of each operand's axes.
  private(set) var terms: [[Character]]
  /// The names of the result's axes.
  let output: [Character]

  /// - Throws: `OnsetError` when the equation is malformed or does not fit the operands' ranks.
  init(_ equation: String, operands: [Tensor]) throws {
    let refusal = OnsetError(
      .shapeMismatch,
      "the equation \(equation) does not fit operands of shapes "
        + operands.map(\.shape.description).joined(separator: ", "),
      fix:
        "name each axis by a letter, or several in a row by one ellipsis, as in ...ij,...jk->...ik")
    let sides = equation.filter { $0 != " " }.split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let texts = sides[0].split(separator: ",", omittingEmptySubsequences: false)
    guard texts.count == operands.count, !operands.isEmpty,
      sides.count == 1 || sides[1].first == ">"
    else { throw refusal }
    let parsed = try texts.map { try Self.parsed($0, refusal) }
    var width = 0
    for (term, operand) in zip(parsed, operands) {
      let letters = term.before.count + term.after.count
      guard term.hasEllipsis ? operand.rank >= letters : operand.rank == letters else {
        throw refusal
      }
      width = max(width, operand.rank - letters)
    }
    terms = zip(parsed, operands).map { term, operand in
      let own = operand.rank - term.before.count - term.after.count
      // Axes under an ellipsis are aligned at the last.
      return term.before + (width - own..<width).map(Self.hidden) + term.after
    }
    let every = (0..<width).map(Self.hidden)
    if sides.count > 1 {
      let term = try Self.parsed(sides[1].dropFirst(), refusal)
      output = term.before + (term.hasEllipsis ? every : []) + term.after
    } else {
      let letters = parsed.flatMap { $0.before + $0.after }
      output =
        every + Set(letters).filter { letter in letters.count { $0 == letter } == 1 }.sorted()
    }
    let names = Set(terms.flatMap { $0 })
    guard Set(output).count == output.count, output.allSatisfy({ names.contains($0) }) else {
      throw refusal
    }
  }

  /// The name of an axis under the ellipsis; no letter, so that nobody else has it.
  private static func hidden(_ place: Int) -> Character {
    Unicode.Scalar(0xE000 + UInt32(place)).map(Character.init) ?? "."
  }

  private struct Term {
    let before: [Character], after: [Character]
    let hasEllipsis: Bool
  }

  private static func parsed(_ text: Substring, _ refusal: OnsetError) throws -> Term {
    let parts = text.split(separator: "...", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ $0.allSatisfy(\.isLetter) }) else { throw refusal }
    return Term(
      before: Array(parts[0]), after: parts.count > 1 ? Array(parts[1]) : [],
      hasEllipsis: parts.count > 1)
  }

  /// Operands with one axis per name: the diagonal of a name that occurs twice in one, and without axes
  /// of extent 1 that broadcast against another operand's.
  mutating func simplified(_ operands: [Tensor]) throws -> [Tensor] {
    var result = operands
    for index in operands.indices {
      (result[index], terms[index]) = try Self.diagonal(result[index], terms[index])
    }
    var extents: [Character: Int] = [:]
    for (term, operand) in zip(terms, result) {
      for (axis, name) in term.enumerated() {
        extents[name] = max(extents[name] ?? operand.shape[axis], operand.shape[axis])
      }
    }
    for index in result.indices {
      let shape = result[index].shape
      let gone = terms[index].indices.filter { shape[$0] == 1 && extents[terms[index][$0]] != 1 }
      result[index] = try result[index].squeezed(gone)
      terms[index] = terms[index].indices.filter { !gone.contains($0) }.map { terms[index][$0] }
    }
    return result
  }

  private static func diagonal(
    _ operand: Tensor, _ names: [Character]
  ) throws -> (Tensor, [Character]) {
    var (own, extents, strides): ([Character], [Int], [Int]) = ([], [], [])
    let steps = operand.shape.strides
    for (axis, name) in names.enumerated() {
      if let place = own.firstIndex(of: name) {
        guard extents[place] == operand.shape[axis] else {
          throw OnsetError(
            .shapeMismatch,
            "the index \(name) names axes of different extents in an operand of shape "
              + operand.shape.description)
        }
        strides[place] += steps[axis]
      } else {
        own.append(name)
        extents.append(operand.shape[axis])
        strides.append(steps[axis])
      }
    }
    if own.count == names.count { return (operand, names) }
    return (try operand.strided(StridedCopy(shape: Shape(extents), strides: strides)), own)
  }
}
