import COnsetKernels
public import OnsetCore

extension Tensor {
  /// One function of each element; `slope` gives the derivative from the argument and the value.
  private consuming func function(
    _ function: onset_unary, _ name: String, keeping kept: KeptElements = .inputs,
    slope: @escaping @Sendable (_ x: Tensor, _ y: Tensor) throws -> Tensor?
  ) throws -> Tensor {
    // A rule that reads the value alone lets it be written over the argument.
    let inputs = [kept == .output || node == nil ? shell : copy self]
    return try mapped(function, named: name).recorded(from: inputs, keeping: kept) { context in
      if !context.isRecorded {
        let known = kept == .output ? context.output : context.inputs[0]
        if let fused = try known.slope(of: function, cotangent: context.cotangent) {
          return [fused]
        }
      }
      return [
        try slope(context.inputs[0], context.output).map { try context.cotangent.multiplying($0) }
      ]
    }
  }

  /// Each element with the other sign.
  public func negated() throws -> Tensor {
    guard dtype.isFloatingPoint else { return try constant(0).subtracting(self) }
    return try mapped(ONSET_NEGATE, named: "the negative").recorded(from: [self], keeping: .nothing)
    {
      [try $0.cotangent.negated()]
    }
  }
  /// The absolute value; its derivative at 0 is 0.
  public func absolute() throws -> Tensor {
    guard dtype.isFloatingPoint else { return try maximum(negated()) }
    return try function(ONSET_ABSOLUTE, "the absolute value") { x, _ in try x.detached.sign() }
  }
  /// -1, 0 or 1; its derivative is 0.
  public func sign() throws -> Tensor {
    guard dtype.isFloatingPoint else {
      return try maximum(constant(-1)).minimum(constant(1))
    }
    return try mapped(ONSET_SIGNUM, named: "the sign")
  }
  /// The largest integer not above; its derivative is 0, as that of every rounding.
  public func floor() throws -> Tensor { try mapped(ONSET_FLOOR, named: "the floor") }
  /// The smallest integer not below.
  public func ceil() throws -> Tensor { try mapped(ONSET_CEIL, named: "the ceiling") }
  /// The nearest integer, the even one of two.
  public func rounded() throws -> Tensor { try mapped(ONSET_ROUND, named: "the rounding") }
  /// The nearest integer towards zero.
  public func truncated() throws -> Tensor {
    try sign().detached.multiplying(detached.absolute().floor())
  }

  /// 1/x.
  public consuming func reciprocal() throws -> Tensor {
    try function(ONSET_RECIPROCAL, "the reciprocal", keeping: .output) { _, y in -(y * y) }
  }
  /// √x.
  public consuming func squareRoot() throws -> Tensor {
    try function(ONSET_SQUARE_ROOT, "the square root", keeping: .output) { _, y in 0.5 / y }
  }
  /// eˣ.
  public consuming func exp() throws -> Tensor {
    try function(ONSET_EXP, "the exponential", keeping: .output) { _, y in y }
  }
  /// eˣ - 1, exact for small x.
  public consuming func expm1() throws -> Tensor {
    try function(ONSET_EXPM1, "the exponential", keeping: .output) { _, y in y + 1 }
  }
  /// The natural logarithm.
  public consuming func log() throws -> Tensor {
    try function(ONSET_LOG, "the logarithm") { x, _ in try x.reciprocal() }
  }
  /// log(1 + x), exact for small x.
  public consuming func log1p() throws -> Tensor {
    try function(ONSET_LOG1P, "the logarithm") { x, _ in try (x + 1).reciprocal() }
  }
  /// The sine.
  public func sin() throws -> Tensor { try function(ONSET_SIN, "the sine") { x, _ in try x.cos() } }
  /// The cosine.
  public func cos() throws -> Tensor {
    try function(ONSET_COS, "the cosine") { x, _ in try -x.sin() }
  }
  /// The tangent.
  public func tan() throws -> Tensor {
    try function(ONSET_TAN, "the tangent", keeping: .output) { _, y in y * y + 1 }
  }
  /// The inverse sine.
  public func asin() throws -> Tensor {
    try function(ONSET_ASIN, "the inverse sine") { x, _ in try (1 - x * x).squareRoot().reciprocal()
    }
  }
  /// The inverse cosine.
  public func acos() throws -> Tensor {
    try function(ONSET_ACOS, "the inverse cosine") { x, _ in
      try -(1 - x * x).squareRoot().reciprocal()
    }
  }
  /// The inverse tangent.
  public func atan() throws -> Tensor {
    try function(ONSET_ATAN, "the inverse tangent") { x, _ in try (x * x + 1).reciprocal() }
  }
  /// The hyperbolic sine.
  public func sinh() throws -> Tensor {
    try function(ONSET_SINH, "the hyperbolic sine") { x, _ in try x.cosh() }
  }
  /// The hyperbolic cosine.
  public func cosh() throws -> Tensor {
    try function(ONSET_COSH, "the hyperbolic cosine") { x, _ in try x.sinh() }
  }
  /// The hyperbolic tangent.
  public consuming func tanh() throws -> Tensor {
    try function(ONSET_TANH, "the hyperbolic tangent", keeping: .output) { _, y in 1 - y * y }
  }
  /// The inverse hyperbolic sine.
  public func asinh() throws -> Tensor {
    try function(ONSET_ASINH, "the inverse hyperbolic sine") { x, _ in
      try (x * x + 1).squareRoot().reciprocal()
    }
  }
  /// The inverse hyperbolic cosine.
  public func acosh() throws -> Tensor {
    try function(ONSET_ACOSH, "the inverse hyperbolic cosine") { x, _ in
      try (x * x - 1).squareRoot().reciprocal()
    }
  }
  /// The inverse hyperbolic tangent.
  public func atanh() throws -> Tensor {
    try function(ONSET_ATANH, "the inverse hyperbolic tangent") { x, _ in
      try (1 - x * x).reciprocal()
    }
  }
  /// The error function.
  public consuming func erf() throws -> Tensor {
    try function(ONSET_ERF, "the error function") { x, _ in
      try (-(x * x)).exp() * 1.1283791670955126
    }
  }
  /// max(x, 0); its derivative at 0 is 0.
  public consuming func relu() throws -> Tensor {
    try function(ONSET_RELU, "the ReLU", keeping: .output) { _, y in
      try y.detached.greater(y.constant(0)).cast(to: y.dtype)
    }
  }
  /// 1 / (1 + e⁻ˣ).
  public consuming func sigmoid() throws -> Tensor {
    try function(ONSET_SIGMOID, "the sigmoid", keeping: .output) { _, y in y * (1 - y) }
  }
  /// log(1 + eˣ).
  public consuming func softplus() throws -> Tensor {
    try function(ONSET_SOFTPLUS, "the softplus") { x, _ in try x.sigmoid() }
  }
  /// x · sigmoid(x).
  public consuming func silu() throws -> Tensor {
    try function(ONSET_SILU, "the SiLU") { x, _ in
      let s = try x.sigmoid()
      return s * (1 + x * (1 - s))
    }
  }
  /// x · Φ(x), exact. Hendrycks & Gimpel 2016, arXiv:1606.08415.
  public consuming func gelu() throws -> Tensor {
    try function(ONSET_GELU, "the GELU") { x, _ in
      let mass = try ((x * 0.7071067811865476).erf() + 1) * 0.5
      return try mass + x * (x * x * -0.5).exp() * 0.3989422804014327
    }
  }

  /// The elements as another type, towards zero for integers. Between the floating-point types the
  /// derivative is carried through; all others are constants.
  public func cast(to target: DType) throws -> Tensor {
    guard target != dtype else { return self }
    let result = try Tensor(shape: shape, dtype: target) { out in
      dtype.withElement { from in
        target.withElement { to in
          func convert<From: TensorElement, To: TensorElement>(_: From.Type, _: To.Type) {
            nonisolated(unsafe) let out = out.assumingMemoryBound(to: To.self)
            nonisolated(unsafe) let values = pointer(From.self)
            ArrayKernels.run(shape.count) { for i in $0 { out[i] = To(number: values[i].number) } }
          }
          func open<From: TensorElement>(_ from: From.Type) { convert(from, to) }
          open(from)
        }
      }
    }
    return result.recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.cast(to: context.inputs[0].dtype)]
    }
  }
}
