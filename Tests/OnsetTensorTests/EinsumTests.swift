import OnsetCore
import OnsetTensor
import Testing

struct EinsumTests {
  @Test func productsByIndices() throws {
    let a = try GradientCheck.sample([2, 3, 4], seed: 1)
    let b = try GradientCheck.sample([2, 4, 5], seed: 2)
    let c = try GradientCheck.sample([5, 3], seed: 3)
    try GradientCheck.verify([a, b]) { try Tensor.einsum("bij,bjk->bik", $0) }
    try GradientCheck.verify([a, b, c]) { try Tensor.einsum("bij, bjk, ki -> bj", $0) }
    try GradientCheck.verify([a]) { try Tensor.einsum("bij->jb", $0) }
    let product = try Tensor.einsum("bij,bjk", [a, b])
    // Without an arrow: the letters that occur once.
    #expect(product.shape == [3, 5])
    let (x, y) = (a.numbers, b.numbers)
    for (i, k) in [(0, 0), (2, 4), (1, 3)] {
      var sum = 0.0
      for p in 0..<2 { for j in 0..<4 { sum += x[p * 12 + i * 4 + j] * y[p * 20 + j * 5 + k] } }
      #expect(abs(product.numbers[i * 5 + k] - sum) < 1e-13)
    }
    #expect(throws: OnsetError.self) { try Tensor.einsum("ij,jk->ik", [a, b]) }
    #expect(throws: OnsetError.self) { try Tensor.einsum("bij,bik->bjk", [a, b]) }
  }

  /// Equations with an ellipsis and repeated letters against sums over all index values.
  @Test(arguments: [
    ("...ij,...jk->...ik", [[2, 3, 4, 5], [2, 3, 5, 2]]),
    ("...ij,jk->...ik", [[2, 3, 4], [4, 5]]),
    ("i...,i...->...", [[4, 2, 3], [4, 3]]), ("...ij,...jk", [[1, 3, 2, 4], [5, 1, 4, 2]]),
    ("b...,b->...", [[3, 2, 2], [3]]), ("...i->i", [[2, 3, 4]]), ("ii->i", [[4, 4]]),
    ("ii", [[4, 4]]),
    ("bii,ij->bj", [[2, 3, 3], [3, 2]]), ("iji->j", [[3, 2, 3]]), ("...ii->...", [[2, 3, 3]]),
    ("ij,kj->ik", [[3, 1], [2, 4]]), ("i,j,k->kij", [[2], [3], [4]]),
    ("...,...->...", [[2, 1], [3]]),
  ])
  func ellipsisAndRepeatedLetters(_ equation: String, _ extents: [[Int]]) throws {
    let operands = try extents.enumerated().map {
      try GradientCheck.sample(Shape($1), seed: UInt64($0 + 1))
    }
    let result = try Tensor.einsum(equation, operands)
    let (shape, values) = try Self.summed(equation, operands)
    #expect(result.shape.dimensions == shape)
    for (x, y) in zip(result.numbers, values) { #expect(abs(x - y) < 1e-12) }
    try GradientCheck.verify(operands) { try Tensor.einsum(equation, $0) }
  }

  /// The sum written out: digits stand for the axes under the ellipsis.
  private static func summed(
    _ equation: String, _ operands: [Tensor]
  ) throws -> (shape: [Int], values: [Double]) {
    let sides = equation.replacing("->", with: ">").split(
      separator: ">", omittingEmptySubsequences: false)
    let texts = sides[0].split(separator: ",").map(String.init)
    let widths = zip(texts, operands).map { text, operand in
      operand.rank - text.filter(\.isLetter).count
    }
    let width = widths.max() ?? 0
    func named(_ text: String, _ own: Int) -> [Character] {
      Array(text.replacing("...", with: (width - own..<width).map(String.init).joined()))
    }
    let terms = zip(texts, widths).map(named)
    let all = terms.flatMap { $0 }
    let letters = all.filter(\.isLetter)
    let output =
      sides.count > 1
      ? named(String(sides[1]), width)
      : named("...", width) + Set(letters.filter { l in letters.count { $0 == l } == 1 }).sorted()
    var extents: [Character: Int] = [:]
    for (term, operand) in zip(terms, operands) {
      for (axis, name) in term.enumerated() {
        extents[name] = max(extents[name] ?? 1, operand.shape[axis])
      }
    }
    let names = output + Set(all).subtracting(output).sorted()
    let shape = output.map { extents[$0] ?? 1 }
    var values = [Double](repeating: 0, count: shape.reduce(1, *))
    let numbers = operands.map(\.numbers)
    let inner = names.dropFirst(output.count).reduce(1) { $0 * (extents[$1] ?? 1) }
    for place in 0..<values.count * inner {
      var (rest, index): (Int, [Character: Int]) = (place, [:])
      for name in names.reversed() {
        index[name] = rest % (extents[name] ?? 1)
        rest /= extents[name] ?? 1
      }
      var product = 1.0
      for (number, term) in terms.enumerated() {
        let shape = operands[number].shape
        let at = term.enumerated().reduce(0) { sum, entry in
          sum + (shape[entry.offset] == 1 ? 0 : index[entry.element] ?? 0)
            * shape.strides[entry.offset]
        }
        product *= numbers[number][at]
      }
      values[place / inner] += product
    }
    return (shape, values)
  }

  @Test(arguments: [
    ("i.j->ij", [[2, 3]]), ("ij-ij", [[2, 3]]), ("...i...->i", [[2, 3]]), ("ii->i", [[2, 3]]),
    ("ij->ik", [[2, 3]]), ("ij->ii", [[2, 3]]), ("i", [[2, 3]]), ("...ijk", [[2, 3]]), ("", []),
  ])
  func malformedEquationsAreRefused(_ equation: String, _ extents: [[Int]]) throws {
    let operands = try extents.map { try GradientCheck.sample(Shape($0), seed: 1) }
    #expect(throws: OnsetError.self) { try Tensor.einsum(equation, operands) }
  }
}
