import OnsetCore

extension Tensor {
  /// A sum of products named by its indices, as `"bij,bjk->bik"`.
  ///
  /// Every letter names an axis, an ellipsis any number of axes that are aligned at the last and
  /// broadcast; a letter twice in one operand takes the diagonal. What is missing behind the arrow is
  /// summed. Without an arrow the result has the ellipsis' axes and then the letters that occur once, in
  /// alphabetical order. Operands are taken in from the left, each as one batched matrix product.
  ///
  /// - Throws: `OnsetError` when the indices do not fit the operands.
  public static func einsum(_ equation: String, _ operands: [Tensor]) throws -> Tensor {
    var parsed = try EinsumEquation(equation, operands: operands)
    let operands = try parsed.simplified(operands)
    let (terms, output) = (parsed.terms, parsed.output)
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
        "operands of shapes \(a.shape) and \(b.shape) differ in axes that an equation names alike"
      )
    }
    let product = try arranged(a, aNames, [batch, left, summed])
      .product(arranged(b, bNames, [batch, summed, right]))
    let shape = extents(a, aNames, batch + left) + extents(b, bNames, right)
    return (try product.reshaped(to: Shape(shape)), batch + left + right)
  }
}
