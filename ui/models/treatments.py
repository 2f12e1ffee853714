"""What the tax treatments of accounts are called."""

from rebalancer.domain.account import TaxTreatment
from ui.language import tr

TREATMENTS = {
    TaxTreatment.TAXABLE: tr("Taxable"),
    TaxTreatment.TAX_DEFERRED: tr("Tax-deferred"),
    TaxTreatment.TAX_EXEMPT: tr("Tax-exempt"),
    TaxTreatment.UNKNOWN: tr("Not known"),
}
CHOICES = (
    (TREATMENTS[TaxTreatment.TAXABLE], TaxTreatment.TAXABLE),
    (tr("Tax-deferred (IRA, 401k)"), TaxTreatment.TAX_DEFERRED),
    (tr("Tax-exempt (Roth, HSA)"), TaxTreatment.TAX_EXEMPT),
    (tr("Not known: taxed as taxable"), TaxTreatment.UNKNOWN),
)
"""For a field in which a person chooses: with examples, and with what not to know comes to."""
