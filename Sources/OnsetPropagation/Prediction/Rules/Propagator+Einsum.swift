import OnsetModels

/// Einsum of two operands: a linear map, attention logits, or attention over values.
extension Propagator {
  func einsum(_ node: Operator, _ equation: String) -> Signal {
    let sides = equation.filter { $0 != " " }.components(at: "->")
    guard sides.count == 2, !equation.contains("."), node.inputs.count == 2 else { return .unknown }
    let operands = sides[0].split(separator: ",").map(Array.init)
    guard operands.count == 2 else { return .unknown }
    let (left, right, output) = (operands[0], operands[1], Array(sides[1]))
    switch (signal(node, 0), signal(node, 1)) {
    case (.field(let field), .parameter(let weight)):
      return contracted(field, left, weight, right, output)
    case (.parameter(let weight), .field(let field)):
      return contracted(field, right, weight, left, output)
    case (.field(let a), .field(let b)):
      let summed = left.filter { right.contains($0) && !output.contains($0) }
      let batch = left.filter { right.contains($0) && output.contains($0) }
      let (rows, columns) = (
        left.filter { !right.contains($0) }, right.filter { !left.contains($0) }
      )
      guard output == batch + rows + columns,
        let query = arranged(a, left, batch + rows + summed),
        let key = arranged(b, right, batch + summed + columns)
      else { return .unknown }
      return product(query, key)
    case (.attention(let attention), .field(let values)):
      guard let query = left.dropLast().last, let key = left.last,
        let channel = right.first(where: { !left.contains($0) }),
        let arranged = arranged(values, right, left.dropLast(2) + [key, channel])
      else { return .unknown }
      let result = attended(attention, arranged)
      guard case .field(let field) = result,
        let turned = self.arranged(field, left.dropLast(2) + [query, channel], output)
      else { return .unknown }
      return .field(turned)
    default: return .unknown
    }
  }

  /// A linear map over the letters that the result lacks; the weight's other letters become features.
  private func contracted(
    _ field: Field, _ letters: [Character], _ weight: ParameterTensor, _ own: [Character],
    _ output: [Character]
  ) -> Signal {
    let summed = letters.filter { own.contains($0) && !output.contains($0) }
    let kept = letters.filter { !summed.contains($0) }
    let new = own.filter { !summed.contains($0) }
    // A letter in all three picks a weight for each of its places.
    guard !summed.isEmpty, own.count == weight.shape.count, Set(own).count == own.count,
      Set(output) == Set(kept + new), new.allSatisfy({ !kept.contains($0) }),
      var arranged = arranged(field, letters, kept + summed)
    else { return .unknown }
    let joined = Array(arranged.factors.axes.suffix(summed.count).joined())
    arranged.factors.axes = arranged.factors.axes.dropLast(summed.count) + [joined]
    let extents = new.map { letter in zip(own, weight.shape).first { $0.0 == letter }?.1 ?? 1 }
    guard
      case .field(var result) = linear(
        arranged, weight.statistics, outputs: extents.reduce(1, *), contracting: -1)
    else { return .unknown }
    result.factors.axes.removeLast()
    result.factors.axes += extents.map { $0 > 1 ? [.feature($0)] : [] }
    return self.arranged(result, kept + new, output).map { .field($0) } ?? .unknown
  }

  /// The axes in another order; `nil` where the letters are not the same.
  private func arranged(
    _ field: Field, _ letters: [Character], _ order: [Character]
  ) -> Field? {
    guard field.factors.axes.count == letters.count, letters.count == order.count else {
      return nil
    }
    var result = field
    result.factors.axes = []
    for letter in order {
      guard let place = letters.firstIndex(of: letter) else { return nil }
      result.factors.axes.append(field.factors.axes[place])
    }
    return result
  }
}

extension String {
  /// The text before and after the first occurrence of a two-character mark.
  fileprivate func components(at mark: String) -> [String] {
    let characters = Array(self)
    for start in characters.indices.dropLast()
    where String(characters[start...(start + 1)]) == mark {
      return [String(characters[..<start]), String(characters[(start + 2)...])]
    }
    return [self]
  }
}
