"""A browser of 2021, as far as a script can make one of a present one: phones that get no newer
version are what many people have."""

OLDER = """
(() => {
  const newer = [
    [AbortSignal, 'any timeout'],
    [Array, 'fromAsync'],
    [Array.prototype, 'at findLast findLastIndex toReversed toSorted toSpliced with'],
    [Crypto.prototype, 'randomUUID'],
    [Element.prototype, 'checkVisibility'],
    [HTMLDialogElement.prototype, 'show showModal close'],
    [HTMLFormElement.prototype, 'requestSubmit'],
    [Map, 'groupBy'],
    [Object, 'groupBy hasOwn'],
    [Promise, 'try withResolvers'],
    [String.prototype, 'at isWellFormed toWellFormed'],
    [SubmitEvent.prototype, 'submitter'],
    [URL, 'canParse parse'],
    [window, 'navigation structuredClone'],
  ];
  for (const [place, names] of newer) for (const name of names.split(' ')) delete place[name];
})()
"""
