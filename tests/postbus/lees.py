"""What a mail says, as Python's own library reads it: headers, parts and the faults it finds, as JSON."""
import email, email.policy, json, sys

bericht = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
delen = list(bericht.walk())
print(json.dumps({
    "koppen": {naam: str(waarde) for naam, waarde in bericht.items()},
    "soort": bericht.get_content_type(),
    "delen": {deel.get_content_type(): deel.get_content() for deel in delen if not deel.is_multipart()},
    "gebreken": [str(gebrek) for deel in delen for gebrek in deel.defects] + [str(gebrek) for kop in bericht.values() for gebrek in kop.defects],
}))
