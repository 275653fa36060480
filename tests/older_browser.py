"""A browser of 2021, as far as a script can make one of a present one: phones that get no newer
version are what many people have."""

from playwright.sync_api import Dialog, Page

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


def dismiss_then_accept(page: Page) -> list[str]:
    """Answers the browser's own questions, the first with no and later ones with yes.

    They are what an older browser asks by; returns them as they come.
    """
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        if len(asked) == 1:
            dialog.dismiss()
        else:
            dialog.accept()

    page.on("dialog", answer)
    return asked
