// Looks along while somebody writes a report. The form does all of this without it; nothing of what is typed is kept in the browser.
(() => {
  const form = document.querySelector('form[action="/melden"]');
  const aside = document.getElementById('voorstellen-inhoud');
  const titel = document.getElementById('veld-titel');
  const stand = document.getElementById('voorstellen-stand');
  const omschrijving = document.getElementById('veld-omschrijving');
  if (!form || !aside || !titel || !omschrijving) return;

  let [gestuurd, getypt, wacht, bezig] = ['', false, 0, null];

  const kijk = async () => {
    const tekst = titel.value + '\n' + omschrijving.value;
    if (tekst.trim().length < 20 || tekst === gestuurd) return;
    gestuurd = tekst;
    bezig?.abort();
    bezig = new AbortController();
    try {
      const antwoord = await fetch('/melden/voorstellen', { method: 'POST', body: new URLSearchParams(new FormData(form)), signal: bezig.signal });
      if (antwoord.ok) {
        const html = await antwoord.text();
        if (aside.contains(document.activeElement)) return; // somebody is choosing there
        aside.innerHTML = html;
        stand.textContent = aside.querySelector('.samenvatting')?.textContent ?? '';
      } else if (antwoord.status === 401) stand.textContent = aside.textContent = 'Uw sessie is voorbij. Uw tekst blijft staan; als u op een knop drukt, kunt u opnieuw aanmelden.';
    } catch {
      gestuurd = ''; // no connection, or something newer is on its way
    }
  };

  form.addEventListener('input', (gebeurtenis) => {
    getypt = true;
    if (gebeurtenis.target !== titel && gebeurtenis.target !== omschrijving) return;
    clearTimeout(wacht);
    wacht = setTimeout(kijk, 700);
  });

  // A suggestion is a box that is in the form already: the two go together, and the group that it is in opens.
  form.addEventListener('change', (gebeurtenis) => {
    const vinkje = gebeurtenis.target;
    if (vinkje.type !== 'checkbox') return;
    for (const ander of form.elements) {
      if (ander.type === 'checkbox' && ander.name === vinkje.name && ander.value === vinkje.value && ander !== vinkje) {
        ander.checked = vinkje.checked;
        for (let groep = ander.closest('details'); groep && vinkje.checked; groep = groep.parentElement.closest('details')) groep.open = true;
      }
    }
  });

  const over = document.createElement('p');
  over.className = 'hint';
  over.id = 'titel-over';
  titel.after(over);
  titel.setAttribute('aria-describedby', `${titel.getAttribute('aria-describedby') ?? ''} titel-over`.trim());
  const tel = () => {
    const rest = 160 - [...titel.value].length;
    over.textContent = rest >= 0 ? `Nog ${rest} tekens.` : `${-rest} tekens te veel.`;
  };
  titel.addEventListener('input', tel);
  tel();

  form.addEventListener('submit', () => { getypt = false; });
  addEventListener('beforeunload', (gebeurtenis) => { if (getypt) gebeurtenis.preventDefault(); });
})();
