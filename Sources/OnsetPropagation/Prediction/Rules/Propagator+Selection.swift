import OnsetModels
import OnsetTheory

/// Choices between functions of one source, as exporters write piecewise activations.
extension Propagator {
  /// `Where` whose condition and branches are functions of the same source, or numbers.
  func elementwiseSelection(_ node: Operator) -> Signal? {
    jointly(node, operands: 3) { operands in
      // The condition is 0 or 1, a half tells them apart.
      .select(operands[0] - .constant(0.5), positive: operands[1], otherwise: operands[2])
    }
  }

  /// A function of several operands that are all functions of one source, feature by feature; `nil`
  /// where they are not.
  func jointly(
    _ node: Operator, operands: Int, _ combine: ([ScalarFunction]) -> ScalarFunction?
  ) -> Signal? {
    var fields: [Field?] = []
    var numbers: [Double?] = []
    for position in 0..<operands {
      numbers.append(scalar(node, position))
      fields.append(field(node, position))
      if numbers[position] == nil, fields[position] == nil { return nil }
    }
    guard let leading = fields.compactMap({ $0 }).first else { return nil }
    var parts: [Part] = []
    for (index, first) in leading.parts.enumerated() {
      var functions: [ScalarFunction] = []
      for (field, number) in zip(fields, numbers) {
        guard let field else {
          functions.append(.constant(number ?? 0))
          continue
        }
        guard field.factors == leading.factors, field.parts.count == leading.parts.count,
          field.parts[index].source === first.source
        else { return nil }
        functions.append(field.parts[index].scalarFunction)
      }
      guard let function = combine(functions) else { return nil }
      parts.append(Part(first.source, .general(function), count: first.count))
    }
    return .field(Field(factors: leading.factors, parts: parts))
  }
}
