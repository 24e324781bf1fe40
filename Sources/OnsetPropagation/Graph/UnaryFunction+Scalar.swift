package import OnsetModels
package import OnsetTheory

extension UnaryFunction {
  /// The function that Gaussian integrals are taken of; `nil` where it is not one of a real variable
  /// with useful derivatives.
  package var scalarFunction: ScalarFunction? {
    activation?.function ?? elementary
  }

  /// The activation of the same name and parameters, where it is one.
  package var activation: Activation? {
    switch self {
    case .relu: .relu
    case .leakyRelu(let slope): .leakyReLU(slope: slope)
    case .elu(let alpha): .elu(alpha: alpha)
    case .selu(let alpha, let gamma): .selu(alpha: alpha, gamma: gamma)
    case .celu(let alpha): .celu(alpha: alpha)
    case .gelu(let isTanhApproximation): isTanhApproximation ? .geluTanh : .gelu
    case .sigmoid: .sigmoid
    case .hardSigmoid(let alpha, let beta): .hardSigmoid(alpha: alpha, beta: beta)
    case .hardSwish: .hardSwish
    case .swish(let alpha): .swish(beta: alpha)
    case .mish: .mish
    case .softplus: .softplus
    case .softsign: .softsign
    case .tanh: .tanh
    case .thresholdedRelu(let alpha): .thresholdedReLU(alpha: alpha)
    case .absolute: .abs
    case .square: .square
    case .errorFunction: .erf
    case .sine: .sin
    case .cosine: .cos
    case .arcTangent: .arctan
    case .sign: .sign
    default: nil
    }
  }

  private var elementary: ScalarFunction? {
    switch self {
    case .negative: .affine(scale: -1, shift: 0)
    case .reciprocal: .reciprocal
    case .squareRoot: .squareRoot
    case .exponential: .exponential
    case .logarithm: .logarithm
    case .logicalNot: .affine(scale: -1, shift: 1)
    case .shrink(let bias, let lambda):
      bias == 0
        ? Activation.hardShrink(lambda: lambda).function
        : bias == lambda ? Activation.softShrink(lambda: lambda).function : nil
    default: nil
    }
  }
}

extension BinaryFunction {
  /// The function of one variable that combines two functions of it.
  ///
  /// - Parameter exponent: The right operand, where it is a known number.
  package func scalarFunction(
    _ left: ScalarFunction, _ right: ScalarFunction, exponent: Double?
  ) -> ScalarFunction? {
    switch self {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: exponent.map { ScalarFunction.power($0).composed(with: left) }
    case .greater, .greaterOrEqual: .indicator(ofPositive: left - right)
    case .less, .lessOrEqual: .indicator(ofPositive: right - left)
    case .and: left * right
    case .or: .maximum(left, right)
    default: nil
    }
  }
}

extension VariadicFunction {
  /// The function of one variable that combines several functions of it; `nil` for none.
  package func scalarFunction(_ operands: [ScalarFunction]) -> ScalarFunction? {
    guard let first = operands.first else { return nil }
    let rest = operands.dropFirst()
    switch self {
    case .sum: return rest.reduce(first, +)
    case .mean: return (1 / Double(operands.count)) * rest.reduce(first, +)
    case .maximum: return rest.reduce(first, ScalarFunction.maximum)
    case .minimum: return rest.reduce(first, ScalarFunction.minimum)
    }
  }
}
