/// The places at which a feature is looked at: samples of the batch and positions within a sample.
///
/// Two spellings share the type. *Listed* sites name every position of a few representative samples and
/// keep one covariance per pair: exact for vectors and short sequences. A *grid* (images) keeps one
/// covariance per lag, for two positions of the same sample and for two different samples.
struct Sites: Hashable {
  /// Samples in the batch; 1 for what all samples share.
  var population: Int
  /// Samples that are spelled out; a grid has none of its own.
  var representatives: Int
  /// Extents of the position axes; empty for plain vectors.
  var extents: [Int]
  /// Whether covariances are kept by lag.
  var isGrid: Bool

  /// Positions of one sample.
  var positions: Int { extents.reduce(1, *) }
  /// Listed sites; sample-major.
  var count: Int { representatives * positions }
  /// Entries of the list of own moments.
  var ownCount: Int { isGrid ? 1 : count }
  /// Entries of the list of pairs: every pair, or every lag for the same and for different samples.
  var pairCount: Int { isGrid ? 2 * positions : count * count }

  /// The same sites without position axes.
  var vectors: Sites {
    Sites(population: population, representatives: representatives, extents: [], isGrid: false)
  }
}
