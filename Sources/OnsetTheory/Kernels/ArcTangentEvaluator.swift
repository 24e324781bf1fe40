/// The activations whose pair moments are made of one square root and one arc tangent: ReLU and its
/// relatives, erf and GELU, by the formulas of ``ClosedForm``.
struct ArcTangentEvaluator: PairEvaluator {
  /// Which formula.
  enum Formula: Sendable {
    case rectifier(linear: Double, absolute: Double)
    case errorFunction
    case gelu
  }

  let secondMoments: [Double]
  private let formula: Formula
  /// The second moments before the activation, padded.
  private let scales: [Double]

  /// Covariances this close to √(ab), relative to ab, are those of parallel inputs: what is left of
  /// ab − c² is rounding.
  private static let parallel = 8.9e-16

  init(_ formula: Formula, scales: [Double]) {
    self.formula = formula
    self.scales = VectorMath.padded(scales)
    let closed: ClosedForm =
      switch formula {
      case .rectifier(let linear, let absolute): .rectifier(linear: linear, absolute: absolute)
      case .errorFunction: .errorFunction
      case .gelu: .gelu
      }
    secondMoments = scales.map { closed.pairMoments($0, $0, covariance: $0).product }
  }

  func apply(
    row: Int, columns: Range<Int>, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    scales.withUnsafeBufferPointer { scales in
      guard let start = scales.baseAddress else { return }
      let own = start[row]
      let others = start + columns.lowerBound
      for offset in stride(from: 0, to: columns.count, by: VectorMath.width) {
        let other = VectorMath.load(others + offset)
        let covariance = VectorMath.load(covariances + offset)
        let tangent = VectorMath.load(tangents + offset)
        let (product, derivative) =
          switch formula {
          case .rectifier(let linear, let absolute):
            Self.rectifier(linear, absolute, own, other, covariance)
          case .errorFunction: Self.errorFunction(own, other, covariance)
          case .gelu: Self.gelu(own, other, covariance)
          }
        VectorMath.store(product, to: covariances + offset)
        VectorMath.store(tangent * derivative, to: tangents + offset)
      }
    }
  }

  private typealias Vector = VectorMath.Vector

  @inline(__always)
  private static func rectifier(
    _ linear: Double, _ absolute: Double, _ a: Double, _ b: Vector, _ c: Vector
  ) -> (Vector, Vector) {
    let scale = b * a
    var square = scale - c * c
    square.replace(with: Vector.zero, where: square .< scale * parallel)
    let sine = square.squareRoot()
    let rest = VectorMath.angle(sine, c)
    let (odd, even) = (linear * linear, absolute * absolute * 0.63661977236758134308)
    return ((sine + c * rest) * even + c * odd, rest * even + odd)
  }

  @inline(__always)
  private static func errorFunction(
    _ a: Double, _ b: Vector, _ c: Vector
  ) -> (Vector, Vector) {
    let root = ((b * 2 + 1) * (1 + 2 * a) - c * c * 4).squareRoot()
    let rest = VectorMath.angle(root, c * 2)
    return (rest * 0.63661977236758134308, Vector(repeating: 1.2732395447351626862) / root)
  }

  @inline(__always)
  private static func gelu(_ a: Double, _ b: Vector, _ c: Vector) -> (Vector, Vector) {
    let square = (b + 1) * (1 + a) - c * c
    let root = square.squareRoot()
    let density = Vector(repeating: 0.15915494309189533577) / root
    let share = Vector(repeating: 1) / (b + 1) + (1 / (1 + a) - 1)
    let both = VectorMath.angle(root, c) * 0.15915494309189533577 + 0.25
    let body = b * a + c * c * share
    let derivative = both + density * c * (share * 2 + 1 + body / square)
    return (c * both + density * body, derivative)
  }
}
