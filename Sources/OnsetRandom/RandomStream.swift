public import OnsetCore

/// A source of random numbers whose element *i* depends only on a seed, a name and *i*.
///
/// Every parameter of a model has its own stream. Nothing is consumed: asking twice gives the same
/// numbers, and the order in which parts of a tensor are filled, the number of threads and the
/// vector width of the processor make no difference to a single bit.
///
/// ```swift
/// let stream = RandomStream(seed: 0, name: "h.0.mlp.c_fc.weight")
/// stream.fillNormal(values, standardDeviation: 0.02)
/// ```
///
/// The words come from Philox4x32-10 (J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw,
/// "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405) under a
/// 64-bit key:
///
/// ```
/// key = SipHash-2-4(UTF-8 bytes of the name; key k0 = seed, k1 = 0)
/// ```
public struct RandomStream: Sendable {
  /// The Philox key; two streams with the same key draw the same numbers.
  package private(set) var key: UInt64

  /// An upper limit on the threads that one fill uses, at least 1; by default all online cores.
  ///
  /// It never changes what is drawn, and is not part of equality.
  public var threads: Int

  /// The instruction set that fills use; it never changes what is drawn either.
  package var path: KernelPath

  /// The stream of one parameter.
  ///
  /// - Parameters:
  ///   - seed: The seed of the whole model.
  ///   - name: The parameter's full name; its UTF-8 bytes count, as they are.
  public init(seed: UInt64, name: ParameterName) {
    self.init(key: SipHash.hash(name.text.utf8, firstKey: seed, secondKey: 0))
  }

  /// The stream of a Philox key, for tests against published vectors.
  package init(key: UInt64) {
    self.key = key
    threads = ParallelRange.onlineCoreCount
    path = .best
  }

  /// An independent stream derived from this one, for a part of the parameter: a gate, a block, an
  /// expert.
  ///
  /// ```
  /// key = SipHash-2-4(UTF-8 bytes of the label; key k0 = this stream's key, k1 = 1)
  /// ```
  ///
  /// - Parameter label: What the part is; different labels give unrelated streams.
  public func substream(_ label: String) -> RandomStream {
    var part = self
    part.key = SipHash.hash(label.utf8, firstKey: key, secondKey: 1)
    return part
  }
}

extension RandomStream: Hashable {
  /// Whether both streams draw the same numbers.
  public static func == (left: RandomStream, right: RandomStream) -> Bool { left.key == right.key }

  /// Feeds what decides the draws into a hasher.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }
}
