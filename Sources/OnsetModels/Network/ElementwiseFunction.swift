/// A function of one element, with its parameters.
public enum UnaryFunction: Hashable, Sendable {
  // Activations
  case relu
  case leakyRelu(slope: Double)
  case elu(alpha: Double)
  case selu(alpha: Double, gamma: Double)
  case celu(alpha: Double)
  case gelu(isTanhApproximation: Bool)
  case sigmoid
  case hardSigmoid(alpha: Double, beta: Double)
  case hardSwish
  case swish(alpha: Double)
  case mish
  case softplus
  case softsign
  case tanh
  case thresholdedRelu(alpha: Double)
  case shrink(bias: Double, lambda: Double)

  // Mathematics
  case absolute, negative, reciprocal, square, squareRoot, exponential, logarithm, errorFunction
  case sine, cosine, tangent, arcSine, arcCosine, arcTangent
  case hyperbolicSine, hyperbolicCosine, arcHyperbolicSine, arcHyperbolicCosine
  case arcHyperbolicTangent
  case sign, floor, ceiling, round
  case logicalNot, bitwiseNot, isNaN
  case isInfinite(detectsNegative: Bool, detectsPositive: Bool)
}

/// A function of two broadcast elements.
public enum BinaryFunction: String, Hashable, Sendable {
  case add, subtract, multiply, divide, power, modulo, floatModulo
  case equal, less, lessOrEqual, greater, greaterOrEqual
  case and, or, xor
  case bitwiseAnd, bitwiseOr, bitwiseXor
  case bitShiftLeft, bitShiftRight
}

/// A function of any number of broadcast elements.
public enum VariadicFunction: String, Hashable, Sendable {
  case sum, mean, maximum, minimum
}
