import OnsetCore

extension Tensor {
  /// A sum of products named by its indices, as `"bij,bjk->bik"`.
  ///
  /// Every letter names an axis; letters that are missing behind the arrow are summed. Without an arrow
  /// the result has the letters that occur once, in alphabetical order. Operands are taken in from the
  /// left, each as one batched matrix product.
  ///
  /// - Throws: `OnsetError` when the letters do not fit the operands, for an ellipsis, and for a letter
  ///   twice in one operand.
  public static func einsum(_ equation: String, _ operands: [Tensor]) throws -> Tensor {
    let sides = equation.filter { $0 != " " }.split(
      separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map(Array.init)
    let letters = terms.flatMap { $0 }
    let output =
      sides.count > 1
      ? Array(sides[1].dropFirst())
      : Set(letters).filter { letter in letters.count { $0 == letter } == 1 }.sorted()
    let fits =
      terms.count == operands.count && !operands.isEmpty
      && zip(terms, operands).allSatisfy { $0.count == $1.rank && Set($0).count == $0.count }
      && (letters + output).allSatisfy { $0.isLetter } && Set(output).count == output.count
      && output.allSatisfy { letters.contains($0) }
    guard fits else {
      throw OnsetError(
        .shapeMismatch,
        "the equation \(equation) does not fit operands of shapes "
          + operands.map(\.shape.description).joined(separator: ", "),
        fix: "name each axis of an operand by a letter of its own")
    }
    var (result, names) = (operands[0], terms[0])
    for index in 1..<Swift.max(1, operands.count) {
      let later = Set(terms[(index + 1)...].flatMap { $0 } + output)
      (result, names) = try contracted(result, names, operands[index], terms[index], keeping: later)
    }
    let gone = names.indices.filter { !output.contains(names[$0]) }
    result = try result.sum(axes: gone)
    names = names.filter { output.contains($0) }
    return try result.transposed(output.compactMap { names.firstIndex(of: $0) })
  }

  /// Two operands made one: axes of both that are still needed are the batch, others of both are summed.
  private static func contracted(
    _ a: Tensor, _ aNames: [Character], _ b: Tensor, _ bNames: [Character],
    keeping later: Set<Character>
  ) throws -> (Tensor, [Character]) {
    let shared = aNames.filter { bNames.contains($0) }
    let batch = shared.filter { later.contains($0) }
    let summed = shared.filter { !later.contains($0) }
    let left = aNames.filter { !shared.contains($0) }
    let right = bNames.filter { !shared.contains($0) }
    func extents(_ tensor: Tensor, _ names: [Character], _ wanted: [Character]) -> [Int] {
      wanted.compactMap { names.firstIndex(of: $0) }.map { tensor.shape[$0] }
    }
    func arranged(_ tensor: Tensor, _ names: [Character], _ groups: [[Character]]) throws -> Tensor
    {
      try tensor.transposed(groups.flatMap { $0 }.compactMap { names.firstIndex(of: $0) })
        .reshaped(to: Shape(groups.map { extents(tensor, names, $0).reduce(1, *) }))
    }
    guard extents(a, aNames, shared) == extents(b, bNames, shared) else {
      throw OnsetError(
        .shapeMismatch,
        "operands of shapes \(a.shape) and \(b.shape) differ in the axes \(String(shared)) they share"
      )
    }
    let product = try arranged(a, aNames, [batch, left, summed])
      .product(arranged(b, bNames, [batch, summed, right]))
    let shape = extents(a, aNames, batch + left) + extents(b, bNames, right)
    return (try product.reshaped(to: Shape(shape)), batch + left + right)
  }
}
