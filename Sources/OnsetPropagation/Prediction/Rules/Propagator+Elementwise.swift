import OnsetModels
import OnsetTheory

/// Elementwise operators: functions of one source become one function, different sources are added and
/// multiplied as independent features.
extension Propagator {
  func unary(_ node: Operator, _ function: UnaryFunction) -> Signal {
    switch signal(node, 0) {
    case .field(let field):
      guard let scalar = function.scalarFunction else { return .unknown }
      return .field(field.composed(with: scalar, isNegation: function == .negative))
    case .perSite(var numbers):
      guard let scalar = function.scalarFunction else { return .unknown }
      numbers.numbers = numbers.numbers.map { scalar.value($0) }
      return .perSite(numbers)
    default: return .unknown
    }
  }

  func clip(_ node: Operator) -> Signal {
    guard let field = field(node, 0) else { return .unknown }
    var bounds = [-Double.infinity, Double.infinity]
    for position in 1...2 where node.input(position) != nil {
      guard let bound = scalar(node, position) else { return .unknown }
      bounds[position - 1] = bound
    }
    var function = ScalarFunction.identity
    if bounds[0] > -3e38 { function = .maximum(function, .constant(bounds[0])) }
    if bounds[1] < 3e38 { function = .minimum(function, .constant(bounds[1])) }
    return .field(field.composed(with: function))
  }

  func prelu(_ node: Operator) -> Signal {
    guard let field = field(node, 0), let slope = statistics(node, 1) else { return .unknown }
    return .field(field.composed(with: Activation.leakyReLU(slope: slope.mean).function))
  }

  func variadic(_ node: Operator, _ function: VariadicFunction) -> Signal {
    guard function == .sum || function == .mean, let first = node.inputs.first, first != nil else {
      return jointly(node, operands: node.inputs.count, function.scalarFunction) ?? .unknown
    }
    var result = signal(node, 0)
    for position in 1..<max(1, node.inputs.count) {
      result = added(result, signal(node, position), sign: 1)
    }
    if function == .mean, case .field(let field) = result {
      return .field(field.affine(scale: 1 / Double(node.inputs.count), shift: 0))
    }
    return result
  }

  func binary(_ node: Operator, _ function: BinaryFunction) -> Signal {
    if let right = scalar(node, 1) { return with(signal(node, 0), function, right) }
    if let left = scalar(node, 0) { return with(left, function, signal(node, 1)) }
    let (left, right) = (operand(node, 0), operand(node, 1))
    switch function {
    case .add:
      if let logits = masked(left, node.input(1)) ?? masked(right, node.input(0)) { return logits }
      return added(left, right, sign: 1)
    case .subtract: return added(left, right, sign: -1)
    case .multiply: return multiplied(left, right)
    case .divide:
      if case .perSite(var numbers) = right {
        numbers.numbers = numbers.numbers.map { 1 / $0 }
        return multiplied(left, .perSite(numbers))
      }
      return sameSource(left, right, function) ?? .unknown
    default: return sameSource(left, right, function) ?? .unknown
    }
  }

  /// A value and a known number.
  private func with(_ left: Signal, _ function: BinaryFunction, _ number: Double) -> Signal {
    switch (left, function) {
    case (.field(let field), .add): .field(field.affine(scale: 1, shift: number))
    case (.field(let field), .subtract): .field(field.affine(scale: 1, shift: -number))
    case (.field(let field), .multiply): .field(field.affine(scale: number, shift: 0))
    case (.field(let field), .divide): .field(field.affine(scale: 1 / number, shift: 0))
    case (.field(let field), _):
      function.scalarFunction(.identity, .constant(number), exponent: number)
        .map { .field(field.composed(with: $0)) } ?? .unknown
    case (.perSite(var numbers), _):
      {
        guard
          let scalar = function.scalarFunction(.identity, .constant(number), exponent: number)
        else { return .unknown }
        numbers.numbers = numbers.numbers.map { scalar.value($0) }
        return .perSite(numbers)
      }()
    case (.logits(var logits), .multiply):
      {
        logits.scale *= number
        return .logits(logits)
      }()
    case (.logits(var logits), .divide):
      {
        logits.scale /= number
        return .logits(logits)
      }()
    case (.logits, .add), (.logits, .subtract): left
    default: .unknown
    }
  }

  /// A known number and a value.
  private func with(_ number: Double, _ function: BinaryFunction, _ right: Signal) -> Signal {
    switch (right, function) {
    case (_, .add), (_, .multiply): return with(right, function, number)
    case (.field(let field), _):
      guard let scalar = function.scalarFunction(.constant(number), .identity, exponent: nil) else {
        return .unknown
      }
      return .field(field.composed(with: scalar))
    case (.perSite(var numbers), _):
      guard let scalar = function.scalarFunction(.constant(number), .identity, exponent: nil) else {
        return .unknown
      }
      numbers.numbers = numbers.numbers.map { scalar.value($0) }
      return .perSite(numbers)
    default: return .unknown
    }
  }

  /// Two functions of the same source as one function of it.
  func sameSource(_ left: Signal, _ right: Signal, _ function: BinaryFunction) -> Signal? {
    guard case .field(let a) = left, case .field(let b) = right, a.parts.count == b.parts.count,
      a.factors == b.factors
    else { return nil }
    var parts: [Part] = []
    for (first, second) in zip(a.parts, b.parts) {
      guard first.source === second.source,
        let scalar = function.scalarFunction(
          first.scalarFunction, second.scalarFunction, exponent: nil)
      else { return nil }
      parts.append(Part(first.source, .general(scalar), count: first.count))
    }
    return .field(Field(factors: a.factors, parts: parts))
  }
}

extension Field {
  /// The field behind a scalar function.
  func composed(with outer: ScalarFunction, isNegation: Bool = false) -> Field {
    if isNegation { return affine(scale: -1, shift: 0) }
    var result = self
    result.parts = parts.map { part in
      let function: Part.Function =
        part.isIdentity ? .general(outer) : .general(outer.composed(with: part.scalarFunction))
      return Part(part.source, function, count: part.count)
    }
    return result
  }

  /// The field scaled and shifted.
  func affine(scale: Double, shift: Double) -> Field {
    var result = self
    result.parts = parts.map { part in
      let function: Part.Function =
        switch part.function {
        case .identity: .affine(scale: scale, shift: shift)
        case .affine(let inner, let offset):
          .affine(scale: inner * scale, shift: offset * scale + shift)
        case .general(let inner):
          .general(ScalarFunction.affine(scale: scale, shift: shift).composed(with: inner))
        }
      return Part(part.source, function, count: part.count)
    }
    return result
  }
}
