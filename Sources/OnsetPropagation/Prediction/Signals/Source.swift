/// A value whose features are (nearly) independent Gaussian variables: what a linear map with random
/// weights, a normalization or a sum of branches makes.
///
/// Everything that is computed from one source element by element is integrated as one function of it,
/// and gradients are collected here, so that `x * sigmoid(x)` is differentiated as one function too.
final class Source {
  /// Its moments.
  let kernel: Kernel
  /// The kernel of the gradient, once something downstream has one.
  private(set) var gradient: Kernel?
  /// By embedding parameter: how much of the embedding's row of the site's own token is in the value,
  /// as E[x e] / E[e²] at each listed site.
  var memory: [Int: [Double]] = [:]
  /// The features' distribution, where it is not Gaussian.
  var marginal: Marginal?
  /// Var over features of Σ w² of the weights that make them, relative: large behind a depthwise
  /// convolution. A BatchNorm divides it out again, so gradients upstream do not feel it.
  var weightSpread = 0.0
  /// The relative variance over features of their variance over the batch that few and alike inputs of
  /// a convolution give.
  var inputSpread = 0.0
  /// By how much ``gradient`` exceeds what the next map upstream will see, because channels with small
  /// weights have the large gradients.
  var gradientExcess = 1.0
  /// The numbers themselves, for an image that is fed.
  var image: InputKernel?
  /// Whether the second half of the features is the negative of the first.
  var isMirrored = false
  /// Variance over seeds of ``kernel``'s average, relative to its square, to first order in 1/width.
  var spread = 0.0

  init(_ kernel: Kernel) { self.kernel = kernel }

  /// Whether a normalization made the value, so that gradients along it matter.
  var wantsAlignment = false
  /// E[gᵢ xᵢ gⱼ xⱼ] of the gradient g and the value x itself, where ``wantsAlignment``: a gradient that
  /// came through a rectifier is aligned with the value that opened it.
  private(set) var alignment: Kernel?

  /// Adds a contribution to the gradient; contributions of different consumers are independent.
  ///
  /// - Parameter alignment: Its ``alignment``; that of an independent gradient when left out.
  func receive(_ contribution: Kernel, alignment: Kernel? = nil) {
    gradient = gradient.map { $0.summed(with: contribution) } ?? contribution
    guard wantsAlignment else { return }
    let product = alignment ?? contribution.multiplied(by: kernel)
    self.alignment = self.alignment.map { $0.summed(with: product) } ?? product
  }
}
