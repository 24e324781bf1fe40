/// The 10-point Gauss and 21-point Kronrod rules on one interval.
///
/// Nodes and weights: Kronrod 1965; the values are those of QUADPACK (Piessens et al. 1983,
/// doi:10.1007/978-3-642-61786-7).
enum GaussKronrod {
  /// Positive nodes on [−1, 1], from the outside in; the odd places are Gauss nodes. The centre is last.
  static let nodes: [Double] = [
    0.995657163025808080735527280689003, 0.973906528517171720077964012084452,
    0.930157491355708226001207180059508, 0.865063366688984510732096688423493,
    0.780817726586416897063717578345042, 0.679409568299024406234327365114874,
    0.562757134668604683339000099272694, 0.433395394129247190799265943165784,
    0.294392862701460198131126603103866, 0.148874338981631210884826001129720, 0,
  ]
  /// Weights of the 21-point rule, in the order of `nodes`.
  static let kronrodWeights: [Double] = [
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
    0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
    0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707,
    0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
  ]
  /// Weights of the 10-point rule at the odd places of `nodes`.
  static let gaussWeights: [Double] = [
    0.066671344308688137593568809893332, 0.149451349150580593145863396957658,
    0.219086362515982043995534934228163, 0.269266719309996355091226921569469,
    0.295524224714752870173815619188769,
  ]

  /// One interval's integral, what the two rules disagree by, and the integral of the absolute value.
  struct Estimate<Lanes: SIMD> where Lanes.Scalar == Double {
    var integral: Lanes
    var error: Lanes
    var magnitude: Lanes
  }

  /// Integrates every lane of `integrand` over [lower, upper] with 21 evaluations.
  @inline(__always)
  static func estimate<Lanes: SIMD>(
    from lower: Double, to upper: Double, _ integrand: (Double) -> Lanes
  ) -> Estimate<Lanes> where Lanes.Scalar == Double {
    let centre = 0.5 * (lower + upper)
    let half = 0.5 * (upper - lower)
    var kronrod = integrand(centre) * kronrodWeights[10]
    var gauss = Lanes.zero
    var magnitude = absolute(kronrod)
    for place in 0..<10 {
      let offset = half * nodes[place]
      let left = integrand(centre - offset)
      let right = integrand(centre + offset)
      let weight = kronrodWeights[place]
      kronrod += (left + right) * weight
      magnitude += (absolute(left) + absolute(right)) * weight
      if place % 2 == 1 { gauss += (left + right) * gaussWeights[place / 2] }
    }
    return Estimate(
      integral: kronrod * half, error: absolute(kronrod - gauss) * half, magnitude: magnitude * half
    )
  }

  /// The absolute value of every lane.
  @inline(__always)
  static func absolute<Lanes: SIMD>(_ lanes: Lanes) -> Lanes where Lanes.Scalar == Double {
    lanes.replacing(with: Lanes.zero - lanes, where: lanes .< Lanes.zero)
  }
}
