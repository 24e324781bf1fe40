import OnsetCore

extension Tensor {
  /// x where x > 0 and `slope`·x elsewhere.
  public func leakyRelu(slope: Double = 0.01) throws -> Tensor {
    try detached.greater(constant(0)).select(self, otherwise: multiplying(constant(slope)))
  }
  /// x where x ≥ 0 and `slope`·x elsewhere, the slopes broadcasting. He et al. 2015, arXiv:1502.01852.
  public func prelu(slope: Tensor) throws -> Tensor {
    try detached.less(constant(0)).select(multiplying(slope), otherwise: self)
  }
  /// x where x > 0 and α(eˣ - 1) elsewhere. Clevert et al. 2016, arXiv:1511.07289.
  public func elu(alpha: Double = 1) throws -> Tensor {
    // The exponential sees no positive number: an overflow there would make 0 · ∞ of its derivative.
    try detached.greater(constant(0)).select(
      self, otherwise: minimum(constant(0)).expm1().multiplying(constant(alpha)))
  }
  /// max(0, x) + min(0, α(e^(x/α) - 1)). Barron 2017, arXiv:1704.07483.
  public func celu(alpha: Double = 1) throws -> Tensor {
    try detached.greater(constant(0)).select(
      self,
      otherwise: minimum(constant(0)).dividing(by: constant(alpha)).expm1()
        .multiplying(constant(alpha)))
  }
  /// γ·ELU(x; α). Klambauer et al. 2017, arXiv:1706.02515.
  public func selu(
    alpha: Double = 1.6732632423543772, gamma: Double = 1.0507009873554805
  ) throws -> Tensor { try elu(alpha: alpha).multiplying(constant(gamma)) }
  /// 0.5·x·(1 + tanh(√(2/π)(x + 0.044715x³))), the approximation of GELU.
  public func geluTanh() throws -> Tensor {
    let inner = (self + self * self * self * 0.044715) * 0.7978845608028654
    return try self * 0.5 * (inner.tanh() + 1)
  }
  /// max(0, min(1, αx + β)).
  public func hardSigmoid(alpha: Double = 0.2, beta: Double = 0.5) throws -> Tensor {
    try (self * alpha + beta).clipped(from: 0, to: 1)
  }
  /// x · hardSigmoid(x; 1/6, 1/2). Howard et al. 2019, arXiv:1905.02244.
  public func hardSwish() throws -> Tensor {
    try multiplying(hardSigmoid(alpha: 1 / 6, beta: 0.5))
  }
  /// x / (1 + |x|).
  public func softsign() throws -> Tensor { try dividing(by: absolute() + 1) }
  /// x · tanh(softplus(x)). Misra 2019, arXiv:1908.08681.
  public func mish() throws -> Tensor { try multiplying(softplus().tanh()) }
  /// x where x > α and 0 elsewhere.
  public func thresholdedRelu(alpha: Double = 1) throws -> Tensor {
    try detached.greater(constant(alpha)).select(self, otherwise: constant(0))
  }
  /// x + bias where x < -λ, x - bias where x > λ, and 0 between.
  public func shrunk(lambda: Double = 0.5, bias: Double = 0) throws -> Tensor {
    let middle = try detached.greater(constant(lambda)).select(self - bias, otherwise: constant(0))
    return try detached.less(constant(-lambda)).select(self + bias, otherwise: middle)
  }
  /// Limited to a range; the derivative is 0 outside.
  public func clipped(from lower: Double? = nil, to upper: Double? = nil) throws -> Tensor {
    let raised = try lower.map { try maximum(constant($0)) } ?? self
    return try upper.map { try raised.minimum(constant($0)) } ?? raised
  }
  /// Whether elements are not a number.
  public func isNaN() throws -> Tensor { try detached.equal(detached).not() }
  /// Whether elements are infinite, of either sign or of one.
  public func isInfinite(negative: Bool = true, positive: Bool = true) throws -> Tensor {
    let up = try equal(constant(.infinity))
    let down = try equal(constant(-.infinity))
    return try (positive ? up : up.xor(up)).or(negative ? down : down.xor(down))
  }
}
