/// A fully connected network of infinite width, as a list of layers.
///
/// ```swift
/// let network = InfiniteNetwork.fullyConnected(
///   activation: .relu, depth: 3, weightVariance: 2, biasVariance: 0)
/// let kernels = try network.kernels(of: inputs)
/// kernels.ntk[0, 1]
/// ```
public struct InfiniteNetwork: Sendable {
  /// One layer.
  public indirect enum Layer: Sendable {
    /// z = W h + b with Var[W] = weightVariance/fan_in and Var[b] = biasVariance.
    case dense(weightVariance: Double, biasVariance: Double)
    /// h = φ(z).
    case activation(Activation)
    /// y = x + scale · branch(x); the branch starts from pre-activations and ends with a dense layer.
    case residual(branch: [Layer], scale: Double)
  }

  /// What a gradient step means, and so what the tangent kernel is.
  public enum Parameterization: Hashable, Sendable {
    /// z = (σ_w/√n) W h + σ_b b with W and b of variance one (Jacot et al. 2018, arXiv:1806.07572).
    case ntk
    /// z = W h + b as frameworks have it: the kernel of the infinite-width limit with the hidden width
    /// put in (Sohl-Dickstein et al. 2020, arXiv:2001.07301). `hasBiases` says whether biases are
    /// trained, also where they start at zero.
    case standard(hiddenWidth: Int, hasBiases: Bool)
  }

  /// The layers, from the input on.
  public var layers: [Layer]
  /// What a gradient step means.
  public var parameterization: Parameterization

  /// Makes a network from its layers.
  public init(layers: [Layer], parameterization: Parameterization = .ntk) {
    self.layers = layers
    self.parameterization = parameterization
  }

  /// `depth` times a dense layer and an activation, then a dense layer to one output.
  ///
  /// - Parameters:
  ///   - activation: The activation of every hidden layer.
  ///   - depth: The number of hidden layers.
  ///   - weightVariance: σ_w² of every dense layer.
  ///   - biasVariance: σ_b² of every dense layer.
  ///   - parameterization: What a gradient step means.
  public static func fullyConnected(
    activation: Activation, depth: Int, weightVariance: Double, biasVariance: Double = 0,
    parameterization: Parameterization = .ntk
  ) -> InfiniteNetwork {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance)
    let hidden = (0..<depth).flatMap { _ in [dense, .activation(activation)] }
    return InfiniteNetwork(layers: hidden + [dense], parameterization: parameterization)
  }

  /// A dense layer, `blocks` residual blocks x + scale · dense(φ(x)), then φ and a dense layer to one
  /// output.
  ///
  /// - Parameters:
  ///   - activation: The activation of every block.
  ///   - blocks: The number of blocks.
  ///   - branchScale: What a branch is multiplied by; 1/√blocks keeps signals of any depth finite.
  ///   - weightVariance: σ_w² of every dense layer.
  ///   - biasVariance: σ_b² of every dense layer.
  ///   - parameterization: What a gradient step means.
  public static func residual(
    activation: Activation, blocks: Int, branchScale: Double, weightVariance: Double,
    biasVariance: Double = 0, parameterization: Parameterization = .ntk
  ) -> InfiniteNetwork {
    let dense = Layer.dense(weightVariance: weightVariance, biasVariance: biasVariance)
    let block = Layer.residual(branch: [.activation(activation), dense], scale: branchScale)
    return InfiniteNetwork(
      layers: [dense] + Array(repeating: block, count: blocks) + [.activation(activation), dense],
      parameterization: parameterization)
  }

  /// The bytes that ``kernels(of:)`` needs for so many inputs: two square matrices.
  ///
  /// - Returns: The number of bytes, or `nil` where it is beyond what an integer holds.
  public static func memory(inputs count: Int) -> Int? {
    let (elements, isTooLarge) = count.multipliedReportingOverflow(by: count)
    let (bytes, isTooMany) = elements.multipliedReportingOverflow(by: 16)
    return isTooLarge || isTooMany ? nil : bytes
  }
}
