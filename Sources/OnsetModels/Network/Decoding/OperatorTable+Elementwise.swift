import OnsetCore

extension OperatorTable {
  /// Activation functions with parameters, and those without.
  static let activations: [String: Row] = [
    "Relu": unary(.relu), "Sigmoid": unary(.sigmoid), "Tanh": unary(.tanh),
    "Softplus": unary(.softplus), "Softsign": unary(.softsign), "Mish": unary(.mish),
    "HardSwish": unary(.hardSwish),
    "LeakyRelu": { node throws(OnsetError) in
      DecodedOperation(.unary(.leakyRelu(slope: try node.real("alpha", default: 0.01))))
    },
    "Elu": { node throws(OnsetError) in
      DecodedOperation(.unary(.elu(alpha: try node.real("alpha", default: 1))))
    },
    "Selu": { node throws(OnsetError) in
      DecodedOperation(
        .unary(
          .selu(
            alpha: try node.real("alpha", default: 1.67326319217681884765625),
            gamma: try node.real("gamma", default: 1.05070102214813232421875))))
    },
    "Celu": { node throws(OnsetError) in
      DecodedOperation(.unary(.celu(alpha: try node.real("alpha", default: 1))))
    },
    "Gelu": { node throws(OnsetError) in
      let approximation = try node.text("approximate", default: "none")
      return DecodedOperation(.unary(.gelu(isTanhApproximation: approximation == "tanh")))
    },
    "HardSigmoid": { node throws(OnsetError) in
      DecodedOperation(
        .unary(
          .hardSigmoid(
            alpha: try node.real("alpha", default: 0.2), beta: try node.real("beta", default: 0.5)))
      )
    },
    "Swish": { node throws(OnsetError) in
      DecodedOperation(.unary(.swish(alpha: try node.real("alpha", default: 1))))
    },
    "ThresholdedRelu": { node throws(OnsetError) in
      DecodedOperation(.unary(.thresholdedRelu(alpha: try node.real("alpha", default: 1))))
    },
    "Shrink": { node throws(OnsetError) in
      DecodedOperation(
        .unary(
          .shrink(
            bias: try node.real("bias", default: 0), lambda: try node.real("lambd", default: 0.5))))
    },
  ]

  /// Functions of one element without parameters.
  static let mathematics: [String: Row] = [
    "Abs": unary(.absolute), "Neg": unary(.negative), "Reciprocal": unary(.reciprocal),
    "Sqrt": unary(.squareRoot), "Exp": unary(.exponential), "Log": unary(.logarithm),
    "Erf": unary(.errorFunction), "Sin": unary(.sine), "Cos": unary(.cosine),
    "Tan": unary(.tangent), "Asin": unary(.arcSine), "Acos": unary(.arcCosine),
    "Atan": unary(.arcTangent), "Sinh": unary(.hyperbolicSine),
    "Cosh": unary(.hyperbolicCosine), "Asinh": unary(.arcHyperbolicSine),
    "Acosh": unary(.arcHyperbolicCosine), "Atanh": unary(.arcHyperbolicTangent),
    "Sign": unary(.sign), "Floor": unary(.floor), "Ceil": unary(.ceiling),
    "Round": unary(.round), "Not": unary(.logicalNot), "IsNaN": unary(.isNaN),
    "BitwiseNot": unary(.bitwiseNot),
    "IsInf": { node throws(OnsetError) in
      DecodedOperation(
        .unary(
          .isInfinite(
            detectsNegative: try node.flag("detect_negative", default: true),
            detectsPositive: try node.flag("detect_positive", default: true))))
    },
  ]

  /// Functions of two broadcast elements, and of several.
  static let binaries: [String: Row] = [
    "Add": binary(.add), "Sub": binary(.subtract), "Mul": binary(.multiply),
    "Div": binary(.divide), "Pow": binary(.power), "Equal": binary(.equal),
    "Less": binary(.less), "LessOrEqual": binary(.lessOrEqual), "Greater": binary(.greater),
    "GreaterOrEqual": binary(.greaterOrEqual), "And": binary(.and), "Or": binary(.or),
    "Xor": binary(.xor), "BitwiseAnd": binary(.bitwiseAnd), "BitwiseOr": binary(.bitwiseOr),
    "BitwiseXor": binary(.bitwiseXor),
    "Mod": { node throws(OnsetError) in
      DecodedOperation(.binary(try node.flag("fmod") ? .floatModulo : .modulo))
    },
    "BitShift": { node throws(OnsetError) in
      let isLeft = try node.text("direction", default: "LEFT") == "LEFT"
      return DecodedOperation(.binary(isLeft ? .bitShiftLeft : .bitShiftRight))
    },
    "Sum": variadic(.sum), "Mean": variadic(.mean), "Max": variadic(.maximum),
    "Min": variadic(.minimum),
  ]

  /// Elementwise operators with inputs of their own.
  static let generalElementwise: [String: Row] = [
    "Clip": { node throws(OnsetError) in
      var decoded = DecodedOperation(.clip)
      if node.opset < 11 {
        decoded.constantInputs[1] = try node.real("min").map { ConstantTensor.scalar($0) }
        decoded.constantInputs[2] = try node.real("max").map { ConstantTensor.scalar($0) }
      }
      return decoded
    },
    "PRelu": { _ throws(OnsetError) in DecodedOperation(.prelu) },
    "Where": { _ throws(OnsetError) in DecodedOperation(.select) },
    "Cast": { node throws(OnsetError) in
      guard let code = try node.integer("to"), let dtype = ONNXDataType.dtype(Int32(clamping: code))
      else {
        throw node.error("Cast does not say to which type")
      }
      return DecodedOperation(.cast(to: dtype))
    },
    "CastLike": { _ throws(OnsetError) in DecodedOperation(.castLike) },
    "Dropout": { _ throws(OnsetError) in DecodedOperation(.dropout) },
    "Identity": { _ throws(OnsetError) in DecodedOperation(.identity) },
  ]

  private static func unary(_ function: UnaryFunction) -> Row {
    { _ throws(OnsetError) in DecodedOperation(.unary(function)) }
  }

  private static func binary(_ function: BinaryFunction) -> Row {
    { _ throws(OnsetError) in DecodedOperation(.binary(function)) }
  }

  private static func variadic(_ function: VariadicFunction) -> Row {
    { _ throws(OnsetError) in DecodedOperation(.variadic(function)) }
  }
}
