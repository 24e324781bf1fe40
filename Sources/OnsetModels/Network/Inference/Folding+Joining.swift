import OnsetCore

extension Folding {
  /// Tensors joined along an axis.
  static func concatenate(
    _ parts: [FoldedTensor], axis: Int, dimensions: [Int]
  ) -> FoldedTensor? {
    guard let first = parts.first else { return nil }
    let outer = dimensions[..<axis].reduce(1, *)
    let widths = parts.map { $0.dimensions[axis...].reduce(1, *) }
    guard zip(parts, widths).allSatisfy({ $0.count == outer * $1 }) else { return nil }
    func joined<Element>(_ values: [[Element]]) -> [Element] {
      (0..<outer).flatMap { block in
        zip(values, widths).flatMap { $0[block * $1..<(block + 1) * $1] }
      }
    }
    let integers = parts.compactMap(\.integers)
    if integers.count == parts.count {
      return FoldedTensor(
        dtype: first.dtype, dimensions: dimensions, elements: .integers(joined(integers)))
    }
    let symbolic = parts.compactMap(\.symbolic)
    if symbolic.count == parts.count {
      return FoldedTensor(
        dtype: first.dtype, dimensions: dimensions, elements: .symbolic(joined(symbolic)))
    }
    let reals = parts.compactMap(\.reals)
    guard reals.count == parts.count else { return nil }
    return FoldedTensor(dtype: first.dtype, dimensions: dimensions, elements: .reals(joined(reals)))
  }
}
