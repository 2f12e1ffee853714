"""What brokers of seven languages write above their columns, and in front of cash and totals.

English, German, French, Spanish, Dutch, Italian, Portuguese; in lower case, without accents and
punctuation.
"""

import re
import unicodedata
from collections.abc import Mapping

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.sheet import Column

_NOT_A_LETTER = re.compile(r"[^a-z0-9#%]+")
_CURRENCIES = "usd eur chf gbp gbx cad aud jpy sek dkk nok"
_FILLERS = "in en em a per pro je the der die das la le les el il de du des di da do d l von"
_IGNORED = frozenset(f"{_CURRENCIES} {_FILLERS}".split())


def plain_words(text: str) -> str:
    """Return *text* in lower case, without accents, brackets and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _NOT_A_LETTER.sub(" ", bare).strip()


def heading_key(heading: str) -> tuple[str, ...]:
    """Return the words of a heading that tell what stands below, without currencies."""
    return tuple(word for word in plain_words(heading).split() if word not in _IGNORED)


def _words(words: str, between: str = ",") -> frozenset[str]:
    return frozenset(word.strip() for word in words.split(between))


def _split(words: str) -> frozenset[tuple[str, ...]]:
    return frozenset(heading_key(word) for word in words.split(","))


HEADING_WORDS: Mapping[Column, frozenset[tuple[str, ...]]] = {
    Column.SYMBOL: _split(
        "symbol, ticker, ticker symbol, isin, wkn, cusip, sedol, security id, instrument, code,"
        "kuerzel, kurzel, valor, valorennummer, valoren nr, symbole, code isin, mnemo, mnemonique,"
        "simbolo, codigo, codigo isin, clave, code valeur, fondscode, codice, codice isin,"
        "symbol isin, ticker isin, symbool, code mnemonique, cod isin, ativo"
    ),
    Column.DESCRIPTION: _split(
        "description, name, security, security name, security description, investment, fund,"
        "investment name, fund name, holding, asset, product, company, instrument name, title,"
        "bezeichnung, wertpapier, valor, wertpapierbezeichnung, wertpapiername, titel, produkt,"
        "instrumentenname, fonds, aktie, libelle, designation, nom, valeur, titre, produit,"
        "support, descripcion, nombre, producto, titulo, fondo, empresa, denominacion,"
        "omschrijving, naam, fonds naam, effect, descrizione, nome, titolo, strumento, prodotto,"
        "denominazione, descricao, produto, designacao, nome do ativo"
    ),
    Column.QUANTITY: _split(
        "quantity, qty, shares, units, number of shares, holding quantity, position, amount held,"
        "no of shares, stuck, stueck, anzahl, stuckzahl, stueckzahl, menge, bestand, nominal,"
        "nominale, stuck nominale, stk nominale, anteile, quantite, qte, nombre de titres, parts,"
        "nombre de parts, nb titres, cantidad, titulos, participaciones, numero de titulos,"
        "acciones, n titulos, aantal, stuks, hoeveelheid, aantal stuks, quantita, qta, quote,"
        "numero quote, quantidade, qtd, qtde, n de titulos, cotas, acoes"
    ),
    Column.PRICE: _split(
        "price, last price, market price, current price, share price, unit price, close, closing,"
        "last, nav, price per share, closing price, quote, kurs, aktueller kurs, letzter kurs,"
        "preis, schlusskurs, kurs aktuell, rucknahmepreis, borsenkurs, cours, dernier cours, prix,"
        "cours actuel, dernier, valeur liquidative, cotation, precio, precio actual, cotizacion,"
        "ultimo precio, valor liquidativo, ultimo, koers, slotkoers, laatste koers, prijs,"
        "huidige koers, prezzo, quotazione, prezzo attuale, ultimo prezzo, prezzo di mercato,"
        "prezzo mercato, preco, preco atual, cotacao, ultimo preco, preco de mercado"
    ),
    Column.VALUE: _split(
        "value, valeur, market value, current value, total value, mkt value, balance, market val,"
        "ending value, position value, amount, wert, kurswert, marktwert, gesamtwert,"
        "aktueller wert, depotwert, gegenwert, bewertung, valorisation, montant, valeur actuelle,"
        "valeur de marche, valeur totale, contre valeur, evaluation, valor, valor de mercado,"
        "valor actual, valoracion, importe, valor total, saldo, importe actual, waarde,"
        "marktwaarde, huidige waarde, totale waarde, lokale waarde, controvalore, valore,"
        "valore di mercato, valore attuale, valore totale, valor atual, montante, kurswert aktuell"
    ),
    Column.COST_BASIS: _split(
        "cost basis, cost, total cost, book value, cost basis total, purchase value, book cost,"
        "invested, amount invested, invested value, acquisition cost, cost value, purchase cost,"
        "einstandswert, anschaffungswert, kaufwert, einstand, anschaffungskosten, kaufsumme,"
        "kostenbasis, prix de revient total, valeur d achat, montant investi, cout total,"
        "prix de revient global, valeur d acquisition, coste, coste total, importe invertido,"
        "valor de compra, valor de adquisicion, coste de adquisicion, aankoopwaarde, kostprijs,"
        "aankoopbedrag, inlegwaarde, totale aankoop, valore di carico, costo, costo totale,"
        "valore carico, controvalore di carico, valor investido, custo, custo total,"
        "valor de aquisicao"
    ),
    Column.UNIT_COST: _split(
        "cost per share, unit cost, average cost, avg cost, avg price, average price, cost share,"
        "purchase price, price paid, cost price, avg cost basis, average cost basis,"
        "einstandskurs, einstandspreis, kaufkurs, kaufpreis, einstiegskurs, durchschnittskurs,"
        "anschaffungskurs, o kaufkurs, pru, prix de revient, prix de revient unitaire,"
        "prix d achat, prix moyen, cout unitaire, px revient, precio medio, precio de compra,"
        "coste medio, precio de adquisicion, precio medio de compra, gemiddelde aankoopprijs,"
        "gak, aankoopkoers, gemiddelde kostprijs, aankoopprijs, prezzo medio, prezzo di carico,"
        "prezzo medio di carico, prezzo di acquisto, pmc, prezzo carico, preco medio,"
        "preco de compra, preco de aquisicao, custo medio"
    ),
    Column.ACQUIRED: _split(
        "acquired, date acquired, acquisition date, purchase date, open date, trade date,"
        "opened, lot date, buy date, kaufdatum, kauftag, anschaffungsdatum, erwerbsdatum,"
        "einstandsdatum, date d achat, date d acquisition, date achat, date acquisition,"
        "fecha de compra, fecha de adquisicion, fecha compra, fecha adquisicion, aankoopdatum,"
        "datum aankoop, data di acquisto, data acquisto, data carico, data di carico,"
        "data de compra, data de aquisicao, data compra, data aquisicao"
    ),
    Column.ACCOUNT: _split(
        "account, account number, account name, account no, portfolio, account id, account #,"
        "depot, konto, depotnummer, kontonummer, depot nr, depotname, konto nr, portfolioname,"
        "compte, numero de compte, no de compte, portefeuille, compte titres, cuenta,"
        "numero de cuenta, cartera, cuenta de valores, rekening, rekeningnummer, effectenrekening,"
        "conto, numero conto, portafoglio, deposito, dossier, dossier titoli, conta,"
        "numero da conta, carteira, numero de conta"
    ),
    Column.TAX_TREATMENT: _split(
        "tax treatment, account type, tax status, account registration, registration,"
        "taxability, steuerstatus, kontoart, regime fiscal, type de compte, tipo de cuenta,"
        "regimen fiscal, soort rekening, fiscale status, tipo conto, regime fiscale,"
        "tipo de conta"
    ),
    Column.CURRENCY: _split(
        "currency, ccy, cur, currency code, price currency, wahrung, whg, devisa, waehrung,"
        "handelswahrung, devise, monnaie, moneda, divisa, valuta, munt, moeda, divisa moneda"
    ),
    Column.TYPE: _split(
        "type, kind, security type, asset class, asset type, instrument type, asset category,"
        "category, gattung, art, wertpapierart, typ, assetklasse, anlageklasse, kategorie,"
        "wertpapiertyp, type d actif, classe d actifs, categorie, type de titre, nature, tipo,"
        "tipo de activo, clase de activo, categoria, soort, beleggingscategorie, type effect,"
        "tipo strumento, asset class tipo, classe di attivo, tipo de ativo, classe de ativo"
    ),
}

NEVER = _words(
    "gain loss change profit pnl percent pct yield day gewinn verlust veranderung rendite "
    "performance ertrag anteil gewichtung plus moins latente variation rendement poids "
    "ganancia perdida variacion plusvalia rentabilidad peso winst verlies verschil weging "
    "guadagno perdita variazione utile rendimento lucro prejuizo variacao weight allocation "
    "dividend accrued yesterday previous vortag veille ayer gisteren %",
    " ",
)
"""A heading with one of these words is about something that the app computes itself."""

CASH_WORDS = _words(
    "cash, bargeld, guthaben, liquiditat, verrechnungskonto, barmittel, liquidites, liquidite,"
    "especes, solde especes, efectivo, liquidez, saldo en efectivo, contanti, geldrekening,"
    "contant, kasgeld, liquide middelen, liquidita, saldo liquido, dinheiro,"
    "saldo disponivel, disponibilidades, numerario, us dollar, cash usd, usd cash"
)
"""Names of lines that are cash."""

_TOTALS = _words(
    "total, totals, grand total, total general, account total, total account, subtotal,"
    "portfolio total, total portfolio, total value, summe, gesamt, gesamtsumme, insgesamt,"
    "gesamtwert, zwischensumme, depotwert gesamt, totaux, sous total, total portefeuille,"
    "suma, total cartera, totaal, subtotaal, totale, totale portafoglio, totais, total geral"
)


def is_total(text: str) -> bool:
    """Whether a line begins as the sum of other lines does; funds may be called Total too."""
    return plain_words(text) in _TOTALS


_STOCKS = "stock stocks equity equities share shares aktie aktien action actions accion acciones"
_FUNDS = "etf etfs fund funds fonds fondo fondos fundo fundos opcvm sicav indexfonds fondi"
_BONDS = "bond bonds anleihe anleihen obligation obligations bono bonos obligatie obligaties"
_OPTIONS = "option options optionen opcion opciones optie opties opzione opzioni opcao opcoes"

KIND_WORDS: Mapping[str, SecurityKind] = {
    word: kind
    for words, kind in (
        (f"{_STOCKS} aandeel aandelen azione azioni acao acoes adr", SecurityKind.STOCK),
        (_FUNDS, SecurityKind.FUND),
        (f"{_BONDS} obbligazione obbligazioni obrigacao obrigacoes", SecurityKind.BOND),
        (_OPTIONS, SecurityKind.OPTION),
        ("other sonstige autre otro overig altro outro warrant zertifikat", SecurityKind.OTHER),
    )
    for word in words.split()
}
"""What a column of kinds says, in one word."""
