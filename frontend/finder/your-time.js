// An online meeting's time on this device's clock, where that differs from the organiser's: in a list
// it stands first and theirs steps back; beside a meeting's whole time it is added.
(() => {
  const { says, label } = document.currentScript.dataset;
  const language = `${document.documentElement.lang}-u-nu-latn`; // digits as in the list

  function small(className, text) {
    const made = document.createElement("small");
    made.className = className;
    made.textContent = text;
    return made;
  }

  for (const time of document.querySelectorAll("time[data-far]")) {
    const moment = new Date(time.dateTime);
    const offset = /([+-])(\d\d):(\d\d)$/.exec(time.dateTime);
    if (!offset || isNaN(moment)) continue;
    const theirs = (offset[1] === "-" ? -1 : 1) * (offset[2] * 60 + +offset[3]);
    if (theirs === -moment.getTimezoneOffset()) continue;
    const form = { hour: "numeric", minute: "2-digit" };
    if (moment.toDateString() !== new Date().toDateString()) form.weekday = "short";
    const clock = moment.toLocaleString(language, form);
    const said = clock.replace(/\s?([AP]M)$/, (half) => `\u00a0${half.trim().toLowerCase()}`);
    const line = time.parentNode;
    if (line.classList.contains("at")) {
      const listed = line.textContent.replace(/\s+/g, " ").trim();
      time.textContent = said;
      line.replaceChildren(time, " ", small("yours", label), " ", small("yours", listed));
    } else {
      line.append(" ", small("yours", says.replace("{time}", said)));
    }
  }
})();
