import Testing

@Suite struct OnsetTheorySkeletonTests {
}
