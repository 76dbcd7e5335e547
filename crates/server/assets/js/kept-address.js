// The address of the election in a file that somebody keeps: from behind `#`, from where the file itself lies, or from a
// link that is put into the field.

const field = document.getElementById("kept-address");

/** Puts the address of a link into the field. Gives what stands behind `#`, the voter's secret, if this is the booth. */
function take(link) {
  const [address, ...behind] = link.split("#");
  field.value = address;
  return document.getElementById("booth") ? behind.join("#") : "";
}

function takeOwn() {
  const behind = window.location.hash.slice(1);
  if (/^https?:/.test(behind)) {
    const secret = take(behind);
    history.replaceState(null, "", `${window.location.pathname}${window.location.search}${secret && `#${secret}`}`);
  }
}

field.addEventListener("input", () => {
  // The booth takes it from there, as it does on a server's page.
  if (field.value.includes("#")) {
    window.location.hash = take(field.value);
  }
});
window.addEventListener("hashchange", takeOwn);

takeOwn();
if (!field.value && window.location.protocol.startsWith("http")) {
  field.value = new URL(".", window.location.href).href;
}
