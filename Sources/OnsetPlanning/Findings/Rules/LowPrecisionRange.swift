import OnsetCore
import OnsetModels
import OnsetPropagation

/// `low-precision-range`: signals or gradients outside the range of the stored type.
struct LowPrecisionRange: Rule {
  static let page = RulePage(
    id: "low-precision-range", summary: "signals or gradients leave the range of the number format",
    meaning: """
      Beyond the largest number of a format a signal becomes infinite and the loss NaN; below the smallest, a \
      gradient becomes zero and the layer does not learn. float16 reaches from 6e-8 to 65504, float32 and \
      bfloat16 from 1e-45 (9e-41) to 3e38, and an optimizer that squares gradients has half of that.
      """,
    theory: """
      Of N(0, q) numbers one in 5e8 is beyond 6 √q. Gradients of size g are flushed to zero below the smallest \
      subnormal, 2⁻²⁴ in float16; loss scaling moves them up.
      """,
    threshold: RulePage.Threshold(
      6,
      "Deviations of a signal that must fit the range. A larger value is stricter; 6 are one in 5e8."
    ),
    remedy: "Scale the weights (auto), compute in bfloat16 or float32, or scale the loss.",
    reference: "Micikevicius et al. 2018, arXiv:1710.03740")

  func findings(in context: CheckContext) -> [Finding] {
    let format = Range(of: context.network)
    let factor = context.threshold(Self.self)
    let signals = context.layers.compactMap { layer -> (String, Double)? in
      context.prediction[layer.output].map { (layer.name, factor * $0.secondMoment.squareRoot()) }
    }
    let gradients = context.layers.compactMap { layer -> (String, Double)? in
      context.prediction.gradient(of: layer.output).map {
        (layer.name, $0.secondMoment.squareRoot())
      }
    }
    var findings: [Finding] = []
    if let worst = signals.max(by: { $0.1 < $1.1 }), worst.1 > format.largest {
      findings.append(
        finding(
          .error, at: worst.0,
          "the signal reaches \(worst.1.brief), and \(format.name) ends at \(format.largest.brief)",
          fix: context.command.initialize(rule: Self.id)))
    }
    if let worst = gradients.min(by: { $0.1 < $1.1 }), worst.1 < format.smallest, worst.1 > 0 {
      findings.append(
        finding(
          .warning, at: worst.0,
          "the gradient is \(worst.1.brief), and \(format.name) with its squares ends at "
            + format.smallest.brief,
          fix: context.command.initialize(rule: Self.id)))
    }
    return findings
  }

  /// What a number format holds.
  private struct Range {
    var name: String
    /// The largest number.
    var largest: Double
    /// The smallest gradient that is of use.
    var smallest: Double

    /// The format of most of a network's weights.
    init(of network: Network) {
      let halves = network.parameters.count { $0.dtype == .float16 }
      if 2 * halves > network.parameters.count {
        (name, largest, smallest) = ("float16", 65504, 0x1p-24)
      } else {
        // An optimizer's g² must not be zero: √ of the smallest normal float32.
        (name, largest, smallest) = ("float32", 3.4e38, 0x1p-63)
      }
    }
  }
}
