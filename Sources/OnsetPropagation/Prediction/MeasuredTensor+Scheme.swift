import OnsetCore
import OnsetModels

/// Measured moments of a small tensor are noisy: ten biases tell their variance to a third. Where they
/// agree with what a usual starting scheme intends, the intention is the better estimate.
extension MeasuredTensor {
  /// The statistics with sampling noise taken out: a mean that is zero within its error is zero, and a
  /// second moment that is a usual one within its error is that one.
  ///
  /// - Parameters:
  ///   - measured: The moments of `count` elements.
  ///   - usual: Second moments that starting schemes intend.
  static func denoised(
    _ measured: TensorStatistics, count: Int, usual: [Double]
  ) -> TensorStatistics {
    guard count >= 1, measured.secondMoment > 1e-30 else { return measured }
    let samples = Double(count)
    // Three standard errors of a mean; one element alone says nothing about it. Elements that do not
    // vary have been set.
    guard count == 1 || measured.variance > 1e-9 * measured.secondMoment,
      count == 1 || measured.mean * measured.mean <= 9 * measured.variance / samples
    else { return measured }
    // Var(x²) is 2 E[x²]² for a normal and 4/5 E[x²]² for a uniform distribution.
    let nearest = usual.filter { candidate in
      abs(candidate - measured.secondMoment) <= 2.5 * (2 / samples).squareRoot() * candidate
    }.min { abs($0 - measured.secondMoment) < abs($1 - measured.secondMoment) }
    if count == 1, nearest == nil { return measured }
    return TensorStatistics(mean: 0, secondMoment: nearest ?? measured.secondMoment)
  }

  /// The second moments that usual schemes give a parameter: scaled by its fans, and fixed ones.
  static func usualMoments(of parameter: Parameter, in network: Network) -> [Double] {
    guard let use = parameter.primaryUse else { return [] }
    switch use.role {
    case .kernel, .recurrentInputKernel, .recurrentHiddenKernel:
      guard let fans = try? use.layout.fans(of: parameter.shape) else { return [] }
      let (fanIn, fanOut) = (Double(fans.fanIn), Double(fans.fanOut))
      let second = Double(parameter.shape.dimensions.dropFirst().reduce(1, *))
      return [
        1 / (3 * fanIn), 1 / (3 * second), 1 / fanIn, 2 / fanIn, 2 / fanOut, 2 / (fanIn + fanOut),
        0.0004,
      ]
    case .bias, .recurrentInputBias, .recurrentHiddenBias:
      return kernelFanIns(beside: use, in: network).map { 1 / (3 * $0) }
    case .embedding, .positionalTable: return [1, 0.0004, 0.0001]
    default: return []
    }
  }

  /// The fan-ins, as frameworks count them, of the kernels that the same operator, or the one before an added bias, uses.
  private static func kernelFanIns(
    beside use: ParameterUse, in network: Network
  ) -> [Double] {
    var consumers: Set<Network.OperatorID> = [use.consumer]
    for input in network.operators[use.consumer].inputs.compactMap({ $0 }) {
      if let producer = network.values[input].producer { consumers.insert(producer) }
    }
    return network.parameters.compactMap { parameter in
      guard
        let kernel = parameter.uses.first(where: { other in
          guard consumers.contains(other.consumer) else { return false }
          switch other.role {
          case .kernel, .recurrentHiddenKernel: return true
          default: return false
          }
        })
      else { return nil }
      let shape = Array(parameter.shape.dimensions)
      // PyTorch counts a transposed convolution's second axis as its input.
      if kernel.layout.isTransposedConvolution {
        return Double(shape.dropFirst().reduce(1, *))
      }
      return (try? kernel.layout.fans(of: parameter.shape)).map { Double($0.fanIn) }
    }
  }
}
